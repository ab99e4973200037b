import type { KeyboardEvent } from 'react'
import { formatPlural } from '../../ui/format.ts'
import { usePicker } from './picker-store.ts'

const isRunKey = (event: KeyboardEvent) => event.key === 'Enter' && !event.nativeEvent.isComposing

/** What the Command works on: the instructions for this run and the selected text. */
export function SelectionPanel({ onRun }: { onRun: () => void }) {
  const context = usePicker((state) => state.context)
  const text = usePicker((state) => state.text)
  const instructions = usePicker((state) => state.instructions)
  const setText = usePicker((state) => state.setText)
  const setInstructions = usePicker((state) => state.setInstructions)
  const characters = context.editable ? text.length : context.characters

  return (
    <section className="picker-panel" aria-label="Text">
      <input
        className="input picker-instructions"
        aria-label="Instructions (optional)"
        placeholder="Instructions (optional)"
        value={instructions}
        maxLength={20_000}
        onChange={(event) => setInstructions(event.target.value)}
        onKeyDown={(event) => isRunKey(event) && onRun()}
        data-testid="popup-instructions"
      />
      <div className="picker-text-head">
        <label htmlFor="picker-text">
          {context.sourceApplication === undefined ? 'Text' : `From ${context.sourceApplication}`}
        </label>
        {characters > 0 && <span className="figures">{formatPlural(characters, 'character')}</span>}
      </div>
      <textarea
        id="picker-text"
        className="picker-text"
        readOnly={!context.editable}
        placeholder="Nothing is selected. Type or paste the text here."
        value={context.editable ? text : context.preview}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => isRunKey(event) && (event.ctrlKey || event.metaKey) && onRun()}
        data-testid="popup-text"
      />
      {!context.editable && (
        <p className="picker-text-note">The beginning is shown; the Command gets the whole text.</p>
      )}
      {context.notice !== undefined && <p className="picker-text-note">{context.notice}</p>}
    </section>
  )
}
