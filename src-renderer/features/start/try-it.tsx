import { useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/text-area.tsx'

const sample =
  'I am writting to let you know that the meeting on tuesday has been moved, ' +
  'because several of the people who was going to attend it are not available at that time. ' +
  'The new time is thursday at 10, in the same room. Please tell me if this dont work for you.'

/** A text with mistakes, to try the hotkey on without leaving the window. */
export function TryIt() {
  const [text, setText] = useState(sample)
  const field = useRef<HTMLTextAreaElement>(null)
  const selectAll = () => {
    field.current?.focus()
    field.current?.select()
  }
  return (
    <section className="group" aria-label="Try it here">
      <TextArea
        label="Try it here"
        inputRef={field}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid="start-practice-text"
      />
      <div className="actions">
        <Button onClick={selectAll} data-testid="start-select-text">
          Select the text
        </Button>
        {text !== sample && (
          <Button look="quiet" onClick={() => setText(sample)}>
            Restore the sample
          </Button>
        )}
        <span className="soft note">Then press the hotkey.</span>
      </div>
    </section>
  )
}
