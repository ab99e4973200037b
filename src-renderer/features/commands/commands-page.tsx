import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Command } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { CommandIcon } from '../../ui/command-icon.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { BuiltInCommand } from './built-in-command.tsx'
import { CommandEditor } from './command-editor.tsx'
import { isCommandDirty, useCommands } from './commands-store.ts'
import './commands.css'

/** Commands on the left; on the right a built-in one to read, or one's own to edit. */
export function CommandsPage() {
  const { commands, selectedId, draft, problem } = useCommands()
  const { select, create, duplicate } = useCommands.getState()
  const [waiting, setWaiting] = useState<() => void>()
  const guard = (proceed: () => void) => {
    if (isCommandDirty(useCommands.getState().draft)) setWaiting(() => proceed)
    else proceed()
  }
  const selected = commands.find((command) => command.id === selectedId)
  const list = { selectedId, onSelect: (id: string) => guard(() => select(id)) }
  const own = commands.filter((command) => !command.builtIn)
  return (
    <div className="split">
      <aside className="split-side" aria-label="Commands">
        <h1>Commands</h1>
        <div className="commands-new">
          <Button onClick={() => guard(create)} data-testid="command-new">
            <Plus aria-hidden /> New Command
          </Button>
        </div>
        {own.length > 0 && <CommandGroup label="Your own" commands={own} {...list} />}
        <CommandGroup label="Built in" commands={commands.filter((command) => command.builtIn)} {...list} />
      </aside>
      <div className="split-main">
        <div className="page">
          {problem !== undefined && <Notice level="error">{problem}</Notice>}
          {draft !== undefined ? (
            <CommandEditor key={draft.id ?? 'new'} draft={draft} />
          ) : (
            selected !== undefined && (
              <BuiltInCommand command={selected} onDuplicate={() => duplicate(selected)} />
            )
          )}
        </div>
      </div>
      <ConfirmDialog
        open={waiting !== undefined}
        title="Leave without saving?"
        description="The changes in this Command are lost if you leave now."
        confirmLabel="Discard changes"
        cancelLabel="Keep editing"
        onCancel={() => setWaiting(undefined)}
        onConfirm={() => {
          setWaiting(undefined)
          waiting?.()
        }}
      />
    </div>
  )
}

interface CommandGroupProps {
  label: string
  commands: readonly Command[]
  selectedId: string | undefined
  onSelect: (id: string) => void
}

function CommandGroup({ label, commands, selectedId, onSelect }: CommandGroupProps) {
  return (
    <section className="group" aria-label={label}>
      <h2 className="side-label">{label}</h2>
      <ul className="item-list">
        {commands.map((command) => (
          <li key={command.id}>
            <button
              type="button"
              className="item"
              aria-current={command.id === selectedId}
              onClick={() => onSelect(command.id)}
              data-testid={`command-item-${command.id}`}
            >
              <CommandIcon name={command.icon} />
              <span className="item-text">
                <span>{command.title}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
