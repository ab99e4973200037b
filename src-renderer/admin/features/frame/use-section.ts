import { useEffect, useSyncExternalStore } from 'react'
import { sectionOfHash, sections, type Section } from '../../sections.ts'

function follow(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** The section that the address names; the title of the tab follows. */
export function useSection(): Section {
  const section = useSyncExternalStore(follow, () => sectionOfHash(window.location.hash))
  useEffect(() => {
    document.title = `${sections.find(({ id }) => id === section)?.title ?? ''} · Rephlo gateway`
  }, [section])
  return section
}
