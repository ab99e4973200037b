import { app } from 'electron'
import type { Desktop } from './desktop.ts'

/**
 * Quitting asks a page with unsaved work first, then lets runs be recorded and the clipboard be handed over.
 */
export function quitInOrder(desktop: Desktop): void {
  // Closing the last window leaves the program in the tray.
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    if (desktop.mainWindow.window === undefined) {
      desktop.popup.destroy()
      return
    }
    event.preventDefault()
    desktop.mainWindow.close(() => app.quit())
  })
  app.once('will-quit', (event) => {
    event.preventDefault()
    void desktop.dispose().finally(() => app.exit(0))
  })
}
