/** The window that text came from. Whoever asks for a delivery hands it back unchanged. */
export interface SourceWindow {
  /** X11 window id; 0 on Windows and macOS, where the focus finds its own way back. */
  readonly id: number
  readonly title?: string
  readonly applicationName?: string
  readonly isTerminal: boolean
  /**
   * X11: the resource that owned PRIMARY at the capture, 0 for nobody. Delivery uses
   * it to see that the selection is still the same.
   */
  readonly selectionOwner?: number
}

export interface CapturedSelection {
  /** As selected, not trimmed; '' when nothing is selected or it could not be read. */
  readonly text: string
  readonly source: SourceWindow | undefined
  /** How the text was read; the self-test shows it. */
  readonly method: 'x11-primary' | 'accessibility' | 'clipboard' | 'none'
  /** Why there is no text, in words for a person; absent when simply nothing is selected. */
  readonly notice?: string
}

/**
 * Reads the selected text of the program in front, without touching the clipboard wherever the system allows
 * it.
 */
export interface SelectionCapture {
  /** Connects ahead of the first capture, so that it is as fast as the others. Never rejects. */
  warmUp(): Promise<void>
  /** Rejects only when the signal fires (with its reason); every other failure is a notice. */
  capture(signal: AbortSignal): Promise<CapturedSelection>
  /** The text in the clipboard, '' when it holds none; undefined when it could not be read. Never rejects. */
  readClipboardText(): Promise<string | undefined>
  dispose(): Promise<void>
}
