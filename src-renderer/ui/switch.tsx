import * as Radix from 'radix-ui/switch'
import { useDescription } from './description.ts'

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  testId?: string
}

export function Switch({ label, checked, onChange, testId }: SwitchProps) {
  return (
    <Radix.Root
      className="switch"
      aria-label={label}
      aria-describedby={useDescription()}
      checked={checked}
      onCheckedChange={onChange}
      data-testid={testId}
    >
      <Radix.Thumb className="switch-thumb" />
    </Radix.Root>
  )
}
