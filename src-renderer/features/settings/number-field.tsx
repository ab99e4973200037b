import { formatCount } from '../../ui/format.ts'
import { CommitField } from './commit-field.tsx'
import { wholeNumberOf, type NumberRange } from './typed-numbers.ts'

interface NumberFieldProps {
  label: string
  value: number
  range: NumberRange
  onCommit: (value: number) => void
  className: string
  'data-testid': string
}

/** What is said about a number that cannot be set. */
export const describeRange = ({ least, most }: NumberRange, unit = '') =>
  `A number from ${unit}${formatCount(least)} to ${unit}${formatCount(most)}.`

/** A whole number. What is none, or out of range, is refused in words and stays as it was typed. */
export function NumberField({ value, range, onCommit, className, ...rest }: NumberFieldProps) {
  const commit = (typed: string) => {
    const number = wholeNumberOf(typed, range)
    if (number !== undefined) onCommit(number)
  }
  return (
    <CommitField
      className={`input figures ${className}`}
      inputMode="numeric"
      value={formatCount(value)}
      check={(typed) => (wholeNumberOf(typed, range) === undefined ? describeRange(range) : undefined)}
      onCommit={commit}
      {...rest}
    />
  )
}
