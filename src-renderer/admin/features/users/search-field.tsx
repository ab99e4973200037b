import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useUsers } from './users-store.ts'

const pauseMs = 250

/** Searches once the person stops typing. */
export function SearchField() {
  const { search, setSearch } = useUsers()
  const [typed, setTyped] = useState<string>()
  useEffect(() => {
    if (typed === undefined) return
    const timer = setTimeout(() => {
      setTyped(undefined)
      void setSearch(typed.trim())
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed, setSearch])
  return (
    <div className="users-search">
      <Search aria-hidden />
      <input
        className="input"
        type="search"
        aria-label="Search by e-mail address"
        placeholder="Search by e-mail"
        maxLength={254}
        value={typed ?? search}
        onChange={({ target }) => setTyped(target.value)}
        data-testid="users-search"
      />
    </div>
  )
}
