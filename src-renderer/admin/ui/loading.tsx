import { useEffect, useState } from 'react'

const patienceMs = 300

/** Says that something is on its way, but only when it takes long enough to be wondered about. */
export function Loading({ children = 'Loading …' }: { children?: string }) {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className="soft" role="status" aria-live="polite">
      {isSlow && children}
    </p>
  )
}
