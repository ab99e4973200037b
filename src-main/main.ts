import { app, dialog, globalShortcut, nativeTheme, net, shell, type IpcMainInvokeEvent, type Tray } from 'electron'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { HotkeyStatus, Settings } from '../src-shared/entities.ts'
import type { IpcEventName, IpcEvents, MainSection } from '../src-shared/ipc/events.ts'
import { hotkeyNotice } from '../src-shared/notice-ids.ts'
import { toErrorInfo } from '../src-shared/rephlo-error.ts'
import { chromiumFolder } from './app/chromium-folder.ts'
import { readConfig } from './app/config.ts'
import { createServices, type Services } from './app/create-services.ts'
import { AssistSession, openAssist } from './assist/open-assist.ts'
import { credentialsFor, isoDay } from './assist/prepare-run.ts'
import { RunRegistry } from './assist/run-registry.ts'
import { createCopyFallback, createTextDelivery } from './delivery/create-text-delivery.ts'
import { HotkeyManager } from './hotkey/hotkey-manager.ts'
import { inNodeLoop } from './hotkey/in-node-loop.ts'
import { createHandlers } from './ipc/create-handlers.ts'
import { announceTo, serveIpc } from './ipc/router.ts'
import type { Fetch } from './providers/provider.ts'
import { createSelectionCapture } from './selection/create-selection-capture.ts'
import { setAppMenu } from './windows/app-menu.ts'
import { declareAppProtocol, isOwnPage, serveAppProtocol } from './windows/app-protocol.ts'
import { chooseDocumentFiles } from './windows/choose-document-files.ts'
import { setOpenAtLogin } from './windows/login-item.ts'
import { MainWindow } from './windows/main-window.ts'
import { PopupWindow } from './windows/popup-window.ts'
import { denyPermissions, lockDownContents } from './windows/secure-contents.ts'
import { createTray } from './windows/tray-icon.ts'

const captureTimeoutMs = 2_000
const distFolder = join(app.getAppPath(), 'dist')
const icon = join(app.getAppPath(), 'resources', 'icons', 'rephlo-256.png')

const { values: flags } = parseArgs({
  args: process.argv.slice(1),
  strict: false,
  options: { 'data-dir': { type: 'string' }, hidden: { type: 'boolean' }, assist: { type: 'boolean' } },
})
const config = readConfig({ dataFolder: typeof flags['data-dir'] === 'string' ? flags['data-dir'] : undefined })

app.setName('Rephlo')
app.setPath('userData', chromiumFolder(config.dataFolder))
// Nothing of ours is in Chromium's own password store; without this it would wake the keyring at every start.
app.commandLine.appendSwitch('password-store', 'basic')
if (config.sessionType === 'wayland') app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal')
declareAppProtocol()
lockDownContents(app)

if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch(refuseToStart)
} else {
  process.stdout.write('Rephlo is already running; its window comes to the front.\n')
  app.exit(0)
}

async function start(): Promise<void> {
  const services = createServices(config, electronFetch)
  watchForCrashes(services)
  const desktop = createDesktop(services)
  desktop.listen()
  await desktop.popup.load()
  desktop.registerHotkey()
  const { accelerator } = desktop.hotkey.status
  services.logger.info('Ready', { electron: process.versions.electron, hotkey: desktop.hotkey.status })
  process.stdout.write(`Rephlo is ready: select text anywhere and press ${accelerator}.\n`)
  if (flags.hidden !== true) await desktop.open('start')
  desktop.afterStart()
}

/** Wires the services to windows, hotkey, tray and messages. */
function createDesktop(services: Services) {
  const session = new AssistSession()
  const registry = new RunRegistry()
  const platform = process.platform
  const capture = createSelectionCapture({ ...config, platform, copyFallback: createCopyFallback(platform) })
  const delivery = createTextDelivery({
    platform,
    display: config.display,
    threadFile: join(distFolder.replace('app.asar', 'app.asar.unpacked'), 'thread', 'x11-delivery-thread.cjs'),
    readSelectedText: async (signal) => (await capture.capture(signal)).text,
  })
  const popup = new PopupWindow(distFolder, backgroundColor(), (context) => announceTo(popup.window.webContents, 'assist.opened', context))
  const mainWindow = new MainWindow(distFolder, icon)
  // Kept for as long as the program runs: a tray icon that is collected vanishes.
  let tray: Tray | undefined
  const assistFromOutside = inNodeLoop(assist)
  const hotkey = new HotkeyManager(globalShortcut, assistFromOutside, config.sessionType === 'wayland')

  function assist(): void {
    openAssist(session, capture, popup, AbortSignal.timeout(captureTimeoutMs)).catch((error: unknown) => {
      services.logger.error('The popup could not be opened', error)
    })
  }

  function announce<Name extends IpcEventName>(name: Name, payload: IpcEvents[Name]): void {
    for (const window of [popup.window, mainWindow.window]) if (window !== undefined) announceTo(window.webContents, name, payload)
  }

  async function open(section: MainSection): Promise<void> {
    const outcome = await mainWindow.open(section, backgroundColor())
    if (outcome === 'existing') announce('window.navigate', { section })
  }

  function settingsChanged(settings: Settings): void {
    nativeTheme.themeSource = settings.theme
    setOpenAtLogin(settings.openAtLogin)
    announce('settings.changed', settings)
  }

  function hotkeyChanged(status: HotkeyStatus): void {
    if (status.problem === undefined) services.notices.dismiss(hotkeyNotice)
    announce('hotkey.changed', status)
  }

  function isOwn(event: IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame
    const windows = [popup.window, mainWindow.window]
    return frame !== null && frame === event.sender.mainFrame && isOwnPage(frame.url) && windows.some((window) => window?.webContents === event.sender)
  }

  function listen(): void {
    const handlers = createHandlers({
      app: {
        about: { version: app.getVersion(), dataFolder: config.dataFolder, platform: process.platform, sessionType: config.sessionType },
        hotkey,
        notices: services.notices,
        openFolder: async (folder) => {
          await shell.openPath(folder)
        },
        openWindow: open,
      },
      assist: {
        services,
        session,
        registry,
        delivery,
        popup,
        announceRun: (runId, event) => announceTo(popup.window.webContents, 'assist.run', { runId, event }),
        announceRecorded: () => announce('savings.changed', undefined),
      },
      keys: { ...services, credentialsFor: (provider) => credentialsFor(services, provider), today: () => isoDay(Date.now()) },
      settings: { settings: services.settings, hotkey, announceSettings: settingsChanged, announceHotkey: hotkeyChanged },
      spaces: { spaces: services.spaces, chooseFiles: () => chooseDocumentFiles(mainWindow.window), announceChange: () => announce('spaces.changed', undefined) },
      announceCommands: () => announce('commands.changed', undefined),
    })
    serveAppProtocol(join(distFolder, 'renderer'))
    denyPermissions()
    setAppMenu()
    nativeTheme.themeSource = services.settings.get().theme
    services.notices.onAdded((notice) => announce('notice.added', notice))
    serveIpc(handlers, isOwn, (route, error) => services.logger.error(`The request ${route} failed`, error))
    app.on('second-instance', (_event, argv) => (argv.includes('--assist') ? assist() : void open('start')))
    app.on('activate', () => void open('start'))
    // Closing the last window leaves the program in the tray.
    app.on('window-all-closed', () => undefined)
    app.on('before-quit', (event) => {
      if (mainWindow.window === undefined) {
        popup.destroy()
        return
      }
      event.preventDefault()
      mainWindow.close(() => app.quit())
    })
    app.once('will-quit', (event) => {
      event.preventDefault()
      void dispose().finally(() => app.exit(0))
    })
  }

  function registerHotkey(): void {
    const status = hotkey.set(services.settings.get().hotkey)
    if (status.problem !== undefined) services.notices.add({ id: hotkeyNotice, level: 'warning', message: status.problem })
  }

  /** What nobody waits for. */
  function afterStart(): void {
    tray = createTray(icon, { assist: assistFromOutside, open: (section) => void open(section), quit: () => app.quit() })
    void capture.warmUp()
    if (flags.assist === true) assist()
  }

  async function dispose(): Promise<void> {
    tray?.destroy()
    registry[Symbol.dispose]()
    hotkey[Symbol.dispose]()
    await Promise.allSettled([capture.dispose(), delivery.dispose()])
    services[Symbol.dispose]()
  }

  return { popup, hotkey, listen, registerHotkey, open, afterStart }
}

/** Electron's network stack, so that the system's proxy and certificates count; without cookies or an HTTP cache. */
const electronFetch: Fetch = (input, init) => net.fetch(input instanceof URL ? input.href : input, { ...init, credentials: 'omit', cache: 'no-store' })

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff'
}

function watchForCrashes({ logger }: Services): void {
  process.on('uncaughtException', (error) => logger.error('Uncaught exception', error))
  process.on('unhandledRejection', (error) => logger.error('Unhandled rejection', error))
  app.on('render-process-gone', (_event, contents, details) => {
    logger.error('A window’s process ended', new Error(details.reason))
    if (details.reason !== 'clean-exit') contents.reload()
  })
}

function refuseToStart(error: unknown): void {
  const { code, message } = toErrorInfo(error)
  const detail = code === 'internal' && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  process.stderr.write(`${message}${detail}\n`)
  dialog.showErrorBox('Rephlo cannot start', message)
  app.exit(1)
}
