import * as ToggleGroup from 'radix-ui/toggle-group'
import { useDescription } from './description.ts'

interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
  testId?: string
}

/** A choice between few values that are all visible. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  testId,
}: SegmentedProps<Value>) {
  const choose = (chosen: string) => {
    const option = options.find((each) => each.value === chosen)
    if (option !== undefined) onChange(option.value)
  }
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label={label}
      aria-describedby={useDescription()}
      value={value}
      onValueChange={choose}
      data-testid={testId}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          data-testid={testId && `${testId}-${option.value}`}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
