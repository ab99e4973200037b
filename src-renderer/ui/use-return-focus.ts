import { useRef } from 'react'

/**
 * Gives the focus back to what had it before a dialog opened. A dialog without a
 * trigger would leave it nowhere, and keys with it.
 */
export function useReturnFocus() {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      if (before.current instanceof HTMLElement) before.current.focus()
    },
  }
}
