import type { ReactNode } from 'react'

interface PageHeadProps {
  title: string
  note?: ReactNode
  children?: ReactNode
}

/** The title of a section, which has the focus after a change of section, and its controls. */
export function PageHead({ title, note, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <div>
        <h1 tabIndex={-1} id="section-title">
          {title}
        </h1>
        {note !== undefined && <p className="note figures">{note}</p>}
      </div>
      <div className="actions">{children}</div>
    </header>
  )
}
