export const paintedMark = 'popup-painted'

/** Sets a performance mark once the current state is on the screen and the window has the focus. */
export function markPainted(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.hasFocus()) performance.mark(paintedMark)
      else window.addEventListener('focus', () => performance.mark(paintedMark), { once: true })
    }),
  )
}
