import type { ReactNode } from 'react'

interface SettingProps {
  title: string
  hint?: ReactNode
  control: ReactNode
  /** Messages and further fields, over the whole width. */
  children?: ReactNode
}

/** One thing to set: its name and meaning on the left, the control on the right. */
export function Setting({ title, hint, control, children }: SettingProps) {
  return (
    <div className="row">
      <div>
        <p className="row-title">{title}</p>
        {hint !== undefined && <p className="row-hint">{hint}</p>}
      </div>
      <div className="row-control">{control}</div>
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
