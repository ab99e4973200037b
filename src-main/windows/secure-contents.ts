import { session, type App, type BrowserWindowConstructorOptions } from 'electron'
import { join } from 'node:path'
import { isOwnPage } from './app-protocol.ts'

/** The settings of every window's page: isolated, sandboxed, with the one preload script. */
export function securePreferences(distFolder: string): BrowserWindowConstructorOptions['webPreferences'] {
  return {
    preload: join(distFolder, 'preload', 'preload.cjs'),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
  }
}

/** Denies every page what the program does not need: navigation, new windows, webviews, permissions. */
export function lockDownContents(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event, address) => {
      if (!isOwnPage(address)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** Pages get no permission at all, not even the clipboard: the main process does what is needed. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
}
