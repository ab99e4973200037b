import { useId, type ReactNode } from 'react'
import { classNames } from '../../../ui/class-names.ts'
import { DescriptionContext } from '../../../ui/description.ts'
import { Switch } from '../../../ui/switch.tsx'

interface GatewaySwitchProps {
  title: string
  hint: string
  checked: boolean
  onChange: (checked: boolean) => void
  /** Whether another switch makes this one count for nothing now. */
  inactive?: boolean
  testId: string
  children?: ReactNode
}

/** One switch with what it means. */
export function GatewaySwitch({
  title,
  hint,
  checked,
  onChange,
  inactive = false,
  testId,
  children,
}: GatewaySwitchProps) {
  const id = useId()
  return (
    <div className={classNames('row gateway-row', inactive && 'gateway-inactive')}>
      <div>
        <p className="row-title">{title}</p>
        <p id={id} className="row-hint">
          {hint}
        </p>
      </div>
      <div className="row-control">
        <DescriptionContext value={id}>
          <Switch label={title} checked={checked} onChange={onChange} testId={testId} />
        </DescriptionContext>
      </div>
      {children !== undefined && <div className="row-below">{children}</div>}
    </div>
  )
}
