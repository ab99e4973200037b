import { Layers, Plus } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { formatCount, formatPlural } from '../../ui/format.ts'
import { TextField } from '../../ui/text-field.tsx'
import { useSpaces } from './spaces-store.ts'

/** All Spaces, and a field for a new one. */
export function SpaceList({ guard }: { guard: (proceed: () => void) => void }) {
  const spaces = useSpaces((state) => state.spaces)
  const selectedId = useSpaces((state) => state.selectedId)
  const select = useSpaces((state) => state.select)
  return (
    <aside className="split-side" aria-label="Spaces">
      <h1>Spaces</h1>
      <ul className="item-list">
        {spaces.map((space) => (
          <li key={space.id}>
            <button
              type="button"
              className="item"
              aria-current={space.id === selectedId}
              onClick={() => guard(() => void select(space.id))}
              data-testid={`space-${space.id}`}
            >
              <Layers aria-hidden strokeWidth={1.75} />
              <span className="item-text">
                <span>{space.name}</span>
                <span className="item-note figures">
                  {formatPlural(space.documentCount, 'document')} · {formatCount(space.tokens)} tokens
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <NewSpace guard={guard} />
    </aside>
  )
}

function NewSpace({ guard }: { guard: (proceed: () => void) => void }) {
  const createSpace = useSpaces((state) => state.createSpace)
  const [name, setName] = useState('')
  const create = async () => {
    if (await createSpace(name.trim())) setName('')
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '') guard(() => void create())
  }
  return (
    <form className="new-space" onSubmit={onSubmit}>
      <TextField
        label="New Space"
        labelHidden
        placeholder="New Space"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
        data-testid="space-name"
      />
      <Button
        type="submit"
        disabled={name.trim() === ''}
        aria-label="Create Space"
        title="Create Space"
        data-testid="space-create"
      >
        <Plus aria-hidden />
      </Button>
    </form>
  )
}
