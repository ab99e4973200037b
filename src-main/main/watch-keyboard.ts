import { powerMonitor } from 'electron'
import { KeyboardLayoutWatch } from '../x11/keyboard-layout-watch.ts'

/** The start of the program comes first. */
const patienceMs = 1_000

/**
 * Calls `moved` when the key of a hotkey may be another one: after a switch of the keyboard layout (which X11
 * tells, while a grab stays on the old key), and when the computer wakes or is unlocked. Returns what ends
 * the watch.
 */
export function watchKeyboard(display: string | undefined, moved: () => void): () => void {
  powerMonitor.on('resume', moved)
  powerMonitor.on('unlock-screen', moved)
  let watch: KeyboardLayoutWatch | undefined
  let hasEnded = false
  const start = async (shown: string): Promise<void> => {
    watch = await KeyboardLayoutWatch.start(shown, moved)
    if (hasEnded) watch[Symbol.dispose]()
    // The layout may have been switched before the watch began.
    else moved()
  }
  const timer = setTimeout(() => {
    // Without X11 the system follows the layout by itself.
    if (display !== undefined && display !== '') start(display).catch(() => undefined)
  }, patienceMs)
  return () => {
    hasEnded = true
    clearTimeout(timer)
    watch?.[Symbol.dispose]()
    powerMonitor.off('resume', moved)
    powerMonitor.off('unlock-screen', moved)
  }
}
