import { ChevronRight } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import './disclosure.css'

interface DisclosureProps {
  title: ReactNode
  /** What is to know without opening it. */
  aside?: ReactNode
  open: boolean
  onToggle: (open: boolean) => void
  testId?: string
  children: ReactNode
}

/** A heading that shows and hides what belongs to it. */
export function Disclosure({ title, aside, open, onToggle, testId, children }: DisclosureProps) {
  const id = useId()
  return (
    <div className="disclosure">
      <h3>
        <button
          type="button"
          className="disclosure-head"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => onToggle(!open)}
          data-testid={testId}
        >
          <ChevronRight aria-hidden />
          <span className="row-title">{title}</span>
          <span className="disclosure-aside">{aside}</span>
        </button>
      </h3>
      {open && (
        <div id={id} className="disclosure-body">
          {children}
        </div>
      )}
    </div>
  )
}
