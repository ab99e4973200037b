import { Check, ChevronDown } from 'lucide-react'
import * as Radix from 'radix-ui/select'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useDescription } from './description.ts'
import { styleNonce } from './style-nonce.ts'

export interface SelectOption {
  value: string
  label: string
  /** A quiet figure behind the label. */
  note?: string
  /** The heading under which it stands, next to its like. */
  group?: string
}

interface SelectProps {
  /** The accessible name. */
  label: string
  value: string
  options: readonly SelectOption[]
  onChange: (value: string) => void
  quiet?: boolean
  icon?: ReactNode
  testId?: string
  className?: string
}

/** Options with the same heading, in the order in which the headings first come up. */
function groupsOf(options: readonly SelectOption[]) {
  const names = [...new Set(options.map((option) => option.group))]
  return names.map((name) => ({ name, members: options.filter((option) => option.group === name) }))
}

/** A list of choices; each option's test id is `<testId>-<value>`. */
export function Select({
  label,
  value,
  options,
  onChange,
  quiet = false,
  icon,
  testId,
  className,
}: SelectProps) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger
        className={classNames('select-trigger', quiet && 'select-trigger-quiet', className)}
        aria-label={`${label}: ${chosen?.label ?? ''}`}
        aria-describedby={useDescription()}
        data-testid={testId}
      >
        {icon}
        <span>{chosen?.label ?? value}</span>
        <ChevronDown aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="select-content"
          position="popper"
          sideOffset={4}
          align="end"
          collisionPadding={8}
        >
          <Radix.Viewport nonce={styleNonce()}>
            {groupsOf(options).map(({ name, members }) => (
              <Radix.Group key={name ?? ''}>
                {name !== undefined && <Radix.Label className="select-group">{name}</Radix.Label>}
                {members.map((option) => (
                  <Choice key={option.value} option={option} testId={testId && `${testId}-${option.value}`} />
                ))}
              </Radix.Group>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Choice({ option, testId }: { option: SelectOption; testId: string | undefined }) {
  return (
    <Radix.Item value={option.value} className="select-item" data-testid={testId}>
      <span className="select-item-text">
        <Radix.ItemText>{option.label}</Radix.ItemText>
      </span>
      {option.note !== undefined && <span className="faint figures">{option.note}</span>}
      <span className="select-item-check">
        <Radix.ItemIndicator>
          <Check aria-hidden />
        </Radix.ItemIndicator>
      </span>
    </Radix.Item>
  )
}
