import { useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { CommandIcon, commandIconNames } from '../../ui/command-icon.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { isCommandDirty, useCommands, type CommandDraft } from './commands-store.ts'
import { KeepAnswers } from './keep-answers.tsx'
import { computerVariables, insertAt, taskVariables } from './template-variables.ts'

const iconOptions = commandIconNames.map((name) => ({ value: name, label: name.replaceAll('-', ' ') }))

/** A Command of one's own. */
export function CommandEditor({ draft }: { draft: CommandDraft }) {
  const { edit, save, remove } = useCommands.getState()
  const [deleting, setDeleting] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    void save()
  }
  return (
    <div className="group command-editor" onKeyDown={onKeyDown}>
      <EditorHead draft={draft} onDelete={() => setDeleting(true)} />
      {draft.problem !== undefined && (
        <Notice level="error" testId="command-problem">
          {draft.problem}
        </Notice>
      )}
      <NameFields draft={draft} />
      <TemplateField draft={draft} />
      <div className="panel row">
        <div>
          <p className="row-title">Needs a text</p>
          <p className="row-hint">Off: the Command also runs when nothing is selected.</p>
        </div>
        <Switch
          label="Needs a text"
          checked={draft.needsText}
          onChange={(needsText) => edit({ needsText })}
          testId="command-needs-text"
        />
      </div>
      {draft.id !== undefined && <KeepAnswers commandId={draft.id} />}
      <ConfirmDialog
        open={deleting}
        title={`Delete “${draft.saved.title}”?`}
        description={
          'The Command and its template are deleted. Its past runs stay in Savings. ' +
          'This cannot be undone.'
        }
        confirmLabel="Delete Command"
        onCancel={() => setDeleting(false)}
        onConfirm={() => draft.id !== undefined && void remove(draft.id)}
      />
    </div>
  )
}

function EditorHead({ draft, onDelete }: { draft: CommandDraft; onDelete: () => void }) {
  const { save, discard } = useCommands.getState()
  const dirty = isCommandDirty(draft)
  return (
    <header className="page-head">
      <h1>{draft.id === undefined ? 'New Command' : draft.saved.title}</h1>
      <div className="actions">
        {draft.id !== undefined && (
          <Button look="quiet" onClick={onDelete} data-testid="command-delete">
            Delete
          </Button>
        )}
        {(dirty || draft.id === undefined) && (
          <Button look="quiet" onClick={discard} data-testid="command-discard">
            {draft.id === undefined ? 'Cancel' : 'Discard'}
          </Button>
        )}
        <Button
          look="primary"
          disabled={!dirty || draft.saving}
          onClick={() => void save()}
          data-testid="command-save"
        >
          Save <Kbd keys="Control+S" />
        </Button>
      </div>
    </header>
  )
}

function NameFields({ draft }: { draft: CommandDraft }) {
  const edit = useCommands((state) => state.edit)
  return (
    <>
      <div className="command-names">
        <TextField
          label="Title"
          maxLength={80}
          value={draft.title}
          onChange={(event) => edit({ title: event.target.value })}
          data-testid="command-title"
        />
        <div className="field">
          <span className="field-label">Icon</span>
          <Select
            label="Icon"
            icon={<CommandIcon name={draft.icon} />}
            value={draft.icon}
            options={iconOptions}
            onChange={(icon) => edit({ icon })}
            testId="command-icon"
          />
        </div>
      </div>
      <TextField
        label="Description"
        maxLength={200}
        value={draft.description}
        onChange={(event) => edit({ description: event.target.value })}
        data-testid="command-description"
      />
    </>
  )
}

function TemplateField({ draft }: { draft: CommandDraft }) {
  const edit = useCommands((state) => state.edit)
  const field = useRef<HTMLTextAreaElement>(null)
  const insert = (variable: string) => {
    const { selectionStart = draft.template.length, selectionEnd = draft.template.length } =
      field.current ?? {}
    const { template, cursor } = insertAt(draft.template, variable, selectionStart, selectionEnd)
    edit({ template })
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(cursor, cursor)
    })
  }
  return (
    <div className="group">
      <TextArea
        label="What the model is told"
        inputRef={field}
        rows={10}
        maxLength={20_000}
        value={draft.template}
        onChange={(event) => edit({ template: event.target.value })}
        data-testid="command-template"
      />
      <VariableList variables={taskVariables} onInsert={insert} />
      <p className="field-label">Filled in by this computer</p>
      <VariableList variables={computerVariables} onInsert={insert} />
      <p className="note soft">
        They may differ each time: a Command is always sent behind the cached part, so they keep no Space from
        being read from the cache.
      </p>
    </div>
  )
}

function VariableList({
  variables,
  onInsert,
}: {
  variables: typeof taskVariables
  onInsert: (variable: string) => void
}) {
  return (
    <dl className="variables">
      {variables.map((variable) => (
        <div key={variable.name}>
          <dt>
            <button
              type="button"
              className="variable"
              onClick={() => onInsert(variable.name)}
              title="Insert at the cursor"
            >
              {variable.name}
            </button>
          </dt>
          <dd>{variable.meaning}</dd>
        </div>
      ))}
    </dl>
  )
}
