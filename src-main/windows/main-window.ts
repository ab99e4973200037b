import { BrowserWindow } from 'electron'
import type { MainSection } from '../../src-shared/ipc/events.ts'
import { pageUrl } from './app-protocol.ts'
import { securePreferences } from './secure-contents.ts'

/**
 * The window with Spaces, Commands, Savings and Settings. It exists only while
 * it is open, so that an idle program stays small.
 */
export class MainWindow {
  readonly #distFolder: string
  readonly #icon: string
  #window: BrowserWindow | undefined
  #afterClose: (() => void) | undefined

  constructor(distFolder: string, icon: string) {
    this.#distFolder = distFolder
    this.#icon = icon
  }

  get window(): BrowserWindow | undefined {
    return this.#window
  }

  /** Closes the window, then calls back; never does while the person keeps unsaved work in it. */
  close(then: () => void): void {
    this.#afterClose = then
    this.#window?.close()
  }

  /** Opens the window or brings it to the front. An open one is asked to navigate by the caller. */
  async open(section: MainSection, backgroundColor: string): Promise<'created' | 'existing'> {
    if (this.#window !== undefined) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      return 'existing'
    }
    const window = this.#create(backgroundColor)
    const closing = new AbortController()
    window.once('close', () => closing.abort())
    try {
      await window.loadURL(`${pageUrl('main')}#${section}`)
    } catch (error) {
      // Closed, or the program quit, before the page was there: nothing went wrong.
      if (!closing.signal.aborted) throw error
    }
    return 'created'
  }

  #create(backgroundColor: string): BrowserWindow {
    const window = new BrowserWindow({
      title: 'Rephlo',
      width: 1080,
      height: 720,
      minWidth: 760,
      minHeight: 520,
      show: false,
      autoHideMenuBar: true,
      backgroundColor,
      icon: this.#icon,
      webPreferences: securePreferences(this.#distFolder),
    })
    window.once('ready-to-show', () => window.show())
    window.once('closed', () => {
      this.#window = undefined
      this.#afterClose?.()
    })
    // The page holds unsaved work and asks about it itself, so the person must see it.
    window.webContents.on('will-prevent-unload', () => {
      this.#afterClose = undefined
      window.show()
    })
    this.#window = window
    return window
  }
}
