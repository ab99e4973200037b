import { useEffect } from 'react'
import { sections } from './sections.ts'
import { useShell } from './shell-store.ts'

/** The sections; Ctrl+1 to Ctrl+5 go there from anywhere. */
export function Navigation() {
  const current = useShell((state) => state.section)
  const show = useShell((state) => state.show)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      const section = /^[1-9]$/.test(event.key) ? sections[Number(event.key) - 1] : undefined
      if (section === undefined) return
      event.preventDefault()
      show(section.id)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [show])
  return (
    <nav className="nav" aria-label="Sections">
      {sections.map(({ id, title, icon: Icon }, index) => (
        <button
          key={id}
          type="button"
          className="nav-item"
          aria-current={id === current ? 'page' : undefined}
          title={`${title} (Ctrl+${index + 1})`}
          onClick={() => show(id)}
          data-testid={`nav-${id}`}
        >
          <Icon aria-hidden strokeWidth={1.75} />
          <span>{title}</span>
        </button>
      ))}
    </nav>
  )
}
