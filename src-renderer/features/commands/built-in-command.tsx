import type { Command } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { KeepAnswers } from './keep-answers.tsx'

/** A built-in Command: to read, and to start one's own from. */
export function BuiltInCommand({ command, onDuplicate }: { command: Command; onDuplicate: () => void }) {
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{command.title}</h1>
          <p>{command.description}</p>
        </div>
        <Button look="primary" onClick={onDuplicate} data-testid="command-duplicate">
          Duplicate and edit
        </Button>
      </header>
      <section className="group">
        <h3>What the model is told</h3>
        <pre className="panel template" tabIndex={0} data-testid="command-template-view">
          {command.template}
        </pre>
        <p className="note soft">
          {command.needsText ? 'Needs a selected text.' : 'Works without a selected text.'} Built-in Commands
          stay as they are; duplicate one to change it.
        </p>
      </section>
      <KeepAnswers commandId={command.id} />
    </>
  )
}
