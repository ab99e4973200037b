import { createHookSelectionCapture, type CopiedText } from './hook-selection-capture.ts'
import { readElectronClipboardText } from './read-electron-clipboard-text.ts'
import { loadSelectionHook } from './selection-hook.ts'
import type { SelectionCapture } from './selection.ts'
import { createX11SelectionCapture } from './x11-selection-capture.ts'

export interface SelectionCaptureOptions {
  /** As `process.platform`. */
  readonly platform: string
  /** As in the environment variable DISPLAY; used on Linux. */
  readonly display: string | undefined
  /** X11: how many times longer than usual other programs may take to answer. */
  readonly patience?: number
  /**
   * As in the environment variable WAYLAND_DISPLAY. With a DISPLAY beside it, only X11 programs can be read.
   */
  readonly waylandDisplay?: string | undefined
  /**
   * Windows and macOS: reads the selection of programs without
   * accessibility through the clipboard, and puts that back.
   */
  readonly copyFallback?: ((signal: AbortSignal) => Promise<CopiedText>) | undefined
}

const waylandOnly =
  'Wayland does not show the selection of other programs. Copy the text and paste it here, ' +
  'or bind a desktop shortcut to the rephlo command.'
const waylandProgram =
  'Nothing could be read: on Wayland only programs that run through X11 show their selection. ' +
  'Copy the text and paste it here.'

/** The capture for this system. Nothing is opened or loaded before the first use. */
export function createSelectionCapture(options: SelectionCaptureOptions): SelectionCapture {
  const { platform, display, waylandDisplay = '', patience } = options
  if (platform === 'win32' || platform === 'darwin')
    return createHookSelectionCapture({
      platform,
      loadHook: loadSelectionHook,
      copyFallback: options.copyFallback,
    })
  if (display === undefined || display === '')
    return waylandDisplay === ''
      ? createX11SelectionCapture({ display, patience })
      : createUnavailableCapture(waylandOnly)
  return waylandDisplay === ''
    ? createX11SelectionCapture({ display, patience })
    : explainEmptyCapture(createX11SelectionCapture({ display, patience }))
}

function createUnavailableCapture(notice: string): SelectionCapture {
  return {
    warmUp: () => Promise.resolve(),
    capture: (signal) =>
      signal.aborted
        ? Promise.reject(new DOMException('The capture was stopped.', 'AbortError'))
        : Promise.resolve({ text: '', source: undefined, method: 'none', notice }),
    readClipboardText: readElectronClipboardText,
    dispose: () => Promise.resolve(),
  }
}

/**
 * Under Wayland an X11 window that is not active means that a native
 * program is, and nothing can be known about it.
 */
function explainEmptyCapture(capture: SelectionCapture): SelectionCapture {
  return {
    ...capture,
    async capture(signal) {
      const captured = await capture.capture(signal)
      return captured.text === '' && captured.source === undefined && captured.notice === undefined
        ? { ...captured, notice: waylandProgram }
        : captured
    },
  }
}
