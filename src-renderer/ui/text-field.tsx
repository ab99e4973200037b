import { useId, type InputHTMLAttributes, type ReactNode } from 'react'

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  /** Names the field for assistive technology only. */
  labelHidden?: boolean
  hint?: ReactNode
  problem?: string | undefined
}

export function TextField({ label, labelHidden = false, hint, problem, ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field-label'}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        aria-invalid={problem !== undefined}
        aria-describedby={hint === undefined && problem === undefined ? undefined : `${id}-note`}
        {...rest}
      />
      <FieldNote id={`${id}-note`} hint={hint} problem={problem} />
    </div>
  )
}

/** The line under a field: the problem when there is one, otherwise the hint. */
export function FieldNote({
  id,
  hint,
  problem,
}: {
  id: string
  hint: ReactNode
  problem: string | undefined
}) {
  if (problem !== undefined) {
    return (
      <p id={id} className="field-problem" role="alert">
        {problem}
      </p>
    )
  }
  if (hint === undefined) return null
  return (
    <p id={id} className="field-hint">
      {hint}
    </p>
  )
}
