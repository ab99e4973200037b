import { BrowserWindow, screen, type Rectangle } from 'electron'
import type { AssistContext } from '../../src-shared/ipc/contract.ts'
import { pageUrl } from './app-protocol.ts'
import { placePopup } from './place-popup.ts'
import { securePreferences } from './secure-contents.ts'

const size = { width: 720, height: 520 }

/**
 * The popup: created once, hidden, and shown again and again, because
 * creating a window takes longer than a person waits.
 */
export class PopupWindow {
  readonly #window: BrowserWindow
  readonly #opened: (context: AssistContext) => void

  constructor(distFolder: string, backgroundColor: string, opened: (context: AssistContext) => void) {
    this.#opened = opened
    this.#window = new BrowserWindow({
      ...size,
      title: 'Rephlo',
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      backgroundColor,
      webPreferences: { ...securePreferences(distFolder), backgroundThrottling: false },
    })
    // Closing it (Alt+F4) only hides it.
    this.#window.on('close', (event) => {
      event.preventDefault()
      this.#window.hide()
    })
  }

  get window(): BrowserWindow {
    return this.#window
  }

  async load(): Promise<void> {
    await this.#window.loadURL(pageUrl('popup'))
  }

  isFocused(): boolean {
    return this.#window.isVisible() && this.#window.isFocused()
  }

  /** Shows the popup anew for a selection, at the cursor on the display where it is. */
  show(context: AssistContext): void {
    this.#opened(context)
    this.#window.setBounds(boundsAtCursor())
    this.reveal()
  }

  /** Shows it again as it is, for example to tell that an answer could not be put back. */
  reveal(): void {
    this.#window.show()
    this.#window.focus()
  }

  hide(): void {
    this.#window.hide()
  }

  destroy(): void {
    this.#window.destroy()
  }
}

function boundsAtCursor(): Rectangle {
  const cursor = screen.getCursorScreenPoint()
  return placePopup(cursor, screen.getDisplayNearestPoint(cursor).workArea, size)
}
