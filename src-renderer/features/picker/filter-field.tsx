import { Search } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { commandListId, commandOptionId } from './command-list.tsx'
import { activeCommand, type MoveTo } from './picker-state.ts'
import { usePicker } from './picker-store.ts'

const moves: Readonly<Record<string, MoveTo>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
}

interface FilterFieldProps {
  fieldRef: RefObject<HTMLInputElement | null>
  onRun: () => void
}

/** Where typing starts: filters the Commands and steers the list. */
export function FilterField({ fieldRef, onRun }: FilterFieldProps) {
  const filter = usePicker((state) => state.filter)
  const setFilter = usePicker((state) => state.setFilter)
  const move = usePicker((state) => state.move)
  const active = usePicker((state) => activeCommand(state)?.id)

  const onKeyDown = (event: KeyboardEvent) => {
    const to =
      event.ctrlKey || event.altKey || event.shiftKey || event.metaKey || event.nativeEvent.isComposing
        ? undefined
        : moves[event.key]
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      onRun()
    }
  }

  return (
    <div className="picker-filter">
      <Search aria-hidden />
      <input
        ref={fieldRef}
        className="picker-filter-input"
        type="text"
        role="combobox"
        aria-label="Search Commands"
        aria-expanded
        aria-controls={commandListId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : commandOptionId(active)}
        placeholder="Search Commands…"
        autoComplete="off"
        spellCheck={false}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={onKeyDown}
        data-testid="popup-filter"
      />
    </div>
  )
}
