import type { ReactNode } from 'react'

/** A visible label over a control that has the same accessible name. */
export function LabelledControl({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <span className="field-label" aria-hidden>
        {label}
      </span>
      <div>{children}</div>
    </div>
  )
}
