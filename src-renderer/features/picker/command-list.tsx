import { useLayoutEffect, useMemo, useRef } from 'react'
import { CommandIcon } from '../../ui/command-icon.tsx'
import './command-list.css'
import { usePicker } from './picker-store.ts'
import { rankCommands } from './rank-commands.ts'

export const commandListId = 'command-list'
export const commandOptionId = (id: string) => `command-option-${id}`

/** The Commands that match the filter. The filter field keeps the focus and names the active option. */
export function CommandList({ onRun }: { onRun: (commandId: string) => void }) {
  const commands = usePicker((state) => state.commands)
  const filter = usePicker((state) => state.filter)
  const activeId = usePicker((state) => state.activeId)
  const activate = usePicker((state) => state.activate)
  const visible = useMemo(() => rankCommands(commands, filter), [commands, filter])
  const active = visible.find((command) => command.id === activeId) ?? visible[0]
  const activeOption = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    activeOption.current?.scrollIntoView({ block: 'nearest' })
  }, [active])

  if (visible.length === 0 && commands.length > 0) {
    return <p className="picker-none soft">No Command matches “{filter}”.</p>
  }
  return (
    <ul className="picker-list" role="listbox" id={commandListId} aria-label="Commands">
      {visible.map((command) => (
        <li
          key={command.id}
          ref={command === active ? activeOption : undefined}
          id={commandOptionId(command.id)}
          role="option"
          aria-selected={command === active}
          className="picker-option"
          data-testid={`command-${command.id}`}
          onPointerMove={() => command !== active && activate(command.id)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onRun(command.id)}
        >
          <CommandIcon name={command.icon} />
          <span className="picker-option-text">
            <span className="picker-option-title">{command.title}</span>
            <span className="picker-option-note">{command.description}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
