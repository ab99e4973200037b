import { useId, useState, type InputHTMLAttributes, type KeyboardEvent } from 'react'
import { useDescription } from '../../ui/description.ts'

interface CommitFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  label: string
  value: string
  /** Why a trimmed text cannot be taken; undefined when it can. */
  check?: (value: string) => string | undefined
  /** Called with the trimmed text when the person is done typing. */
  onCommit: (value: string) => void
}

/**
 * A field whose text counts on Enter or when it is left; Escape brings back what was there. A text that
 * cannot be taken stays, with the reason, until it is corrected.
 */
export function CommitField({ label, value, check, onCommit, ...rest }: CommitFieldProps) {
  const [typed, setTyped] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const description = useDescription(problem === undefined ? undefined : id)
  const show = (next: string | undefined, reason: string | undefined) => {
    setTyped(next)
    setProblem(reason)
  }
  const commit = () => {
    const text = typed?.trim()
    const reason = text === undefined || text === value ? undefined : check?.(text)
    if (reason !== undefined) {
      setProblem(reason)
      return
    }
    if (text !== undefined && text !== value) onCommit(text)
    show(undefined, undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape') show(undefined, undefined)
  }
  return (
    <>
      <input
        className="input"
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={description}
        {...rest}
        value={typed ?? value}
        onChange={({ target }) =>
          show(target.value, problem === undefined ? undefined : check?.(target.value.trim()))
        }
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {problem !== undefined && (
        <p id={id} className="field-problem setting-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
