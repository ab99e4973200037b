import { useId, type ReactNode } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { DescriptionContext } from '../../ui/description.ts'

interface SettingProps {
  title: string
  hint?: ReactNode
  control: ReactNode
  /** Whether another setting makes this one count for nothing now. */
  inactive?: boolean
  /** Messages and further fields, over the whole width. */
  children?: ReactNode
}

/** One thing to set: its name and meaning on the left, the control on the right. */
export function Setting({ title, hint, control, inactive = false, children }: SettingProps) {
  const id = useId()
  return (
    <div className={classNames('row', inactive && 'setting-inactive')}>
      <div>
        <p className="row-title">{title}</p>
        {hint !== undefined && (
          <p id={id} className="row-hint">
            {hint}
          </p>
        )}
      </div>
      <div className="row-control">
        <DescriptionContext value={hint === undefined ? undefined : id}>{control}</DescriptionContext>
      </div>
      {children !== undefined && children !== false && <div className="row-below">{children}</div>}
    </div>
  )
}

/** Settings that belong together. */
export function SettingGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="group" aria-label={title}>
      <h2>{title}</h2>
      <div className="panel">{children}</div>
    </section>
  )
}
