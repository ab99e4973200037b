import { useId, type ReactNode, type Ref, type TextareaHTMLAttributes } from 'react'
import { FieldNote } from './text-field.tsx'

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string
  labelHidden?: boolean
  hint?: ReactNode
  problem?: string | undefined
  inputRef?: Ref<HTMLTextAreaElement>
}

export function TextArea({ label, labelHidden = false, hint, problem, inputRef, ...rest }: TextAreaProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field-label'}>
        {label}
      </label>
      <textarea
        id={id}
        ref={inputRef}
        className="input"
        aria-invalid={problem !== undefined}
        aria-describedby={hint === undefined && problem === undefined ? undefined : `${id}-note`}
        {...rest}
      />
      <FieldNote id={`${id}-note`} hint={hint} problem={problem} />
    </div>
  )
}
