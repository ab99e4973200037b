import { LogOut } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import '../../../ui/shell.css'
import { sections, type Section } from '../../sections.ts'
import './frame.css'

interface FrameProps {
  section: Section
  /** Who is logged in. */
  email: string
  onLogOut: () => void
  children: ReactNode
}

/** Navigation and the section beside it. */
export function Frame({ section, email, onLogOut, children }: FrameProps) {
  const content = useRef<HTMLElement>(null)
  useFocusOnChange(section)
  useEffect(() => {
    content.current?.scrollTo({ top: 0 })
  }, [section])
  return (
    <div className="shell">
      <div className="nav frame-side">
        <nav className="frame-sections" aria-label="Sections">
          {sections.map(({ id, title, icon: Icon }) => (
            <a
              key={id}
              href={`#${id}`}
              className="nav-item"
              aria-current={id === section ? 'page' : undefined}
              title={title}
              data-testid={`nav-${id}`}
            >
              <Icon aria-hidden strokeWidth={1.75} />
              <span>{title}</span>
            </a>
          ))}
        </nav>
        <div className="frame-account">
          <p className="side-label frame-email" title={email} data-testid="account-email">
            {email}
          </p>
          <button
            type="button"
            className="nav-item"
            title={`Log out ${email}`}
            onClick={onLogOut}
            data-testid="log-out"
          >
            <LogOut aria-hidden strokeWidth={1.75} />
            <span>Log out</span>
          </button>
        </div>
      </div>
      <main ref={content} className="shell-content">
        {children}
      </main>
    </div>
  )
}

/**
 * Takes the focus to the new section's title, so that the next Tab goes on in it and a screen reader tells
 * it.
 */
function useFocusOnChange(section: Section): void {
  const shown = useRef(section)
  useEffect(() => {
    if (shown.current === section) return
    shown.current = section
    document.getElementById('section-title')?.focus()
  }, [section])
}
