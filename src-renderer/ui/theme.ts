import type { Theme } from '../../src-shared/entities.ts'

const darkQuery = '(prefers-color-scheme: dark)'

/**
 * Sets `data-theme` on the document and keeps it in step with the
 * system; returns a function that stops following.
 */
export function applyTheme(theme: Theme): () => void {
  const dark = window.matchMedia(darkQuery)
  const update = () => {
    document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
  }
  update()
  if (theme === 'system') dark.addEventListener('change', update)
  return () => dark.removeEventListener('change', update)
}
