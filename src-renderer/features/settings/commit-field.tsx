import { useState, type InputHTMLAttributes, type KeyboardEvent } from 'react'

interface CommitFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  label: string
  value: string
  /** Called with the trimmed text when the person is done typing; may refuse it by returning false. */
  onCommit: (value: string) => boolean
}

/** A field whose text counts on Enter or when it is left; Escape, or a refused text, brings back what was there. */
export function CommitField({ label, value, onCommit, ...rest }: CommitFieldProps) {
  const [typed, setTyped] = useState<string>()
  const commit = () => {
    if (typed !== undefined && typed.trim() !== value) onCommit(typed.trim())
    setTyped(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape') setTyped(undefined)
  }
  return <input className="input" aria-label={label} {...rest} value={typed ?? value} onChange={(event) => setTyped(event.target.value)} onBlur={commit} onKeyDown={onKeyDown} />
}
