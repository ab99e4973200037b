import { app, globalShortcut, nativeTheme, type IpcMainInvokeEvent, type Tray } from 'electron'
import { join } from 'node:path'
import type { HotkeyStatus, Settings } from '../../src-shared/entities.ts'
import type { IpcEventName, IpcEvents, MainSection } from '../../src-shared/ipc/events.ts'
import { hotkeyNotice } from '../../src-shared/notice-ids.ts'
import type { Config } from '../app/config.ts'
import type { Services } from '../app/create-services.ts'
import { KeepWarm } from '../assist/keep-warm.ts'
import { AssistSession, openAssist } from '../assist/open-assist.ts'
import { RunRegistry } from '../assist/run-registry.ts'
import { warmUpOnOpen } from '../assist/warm-up.ts'
import { createCopyFallback, createTextDelivery } from '../delivery/create-text-delivery.ts'
import type { TextDelivery } from '../delivery/delivery.ts'
import { HotkeyManager } from '../hotkey/hotkey-manager.ts'
import { inNodeLoop } from '../hotkey/in-node-loop.ts'
import { createHandlers } from '../ipc/create-handlers.ts'
import { announceTo, serveIpc } from '../ipc/router.ts'
import { createSelectionCapture } from '../selection/create-selection-capture.ts'
import type { SelectionCapture } from '../selection/selection.ts'
import { setAppMenu } from '../windows/app-menu.ts'
import { isOwnPage, serveAppProtocol } from '../windows/app-protocol.ts'
import { setOpenAtLogin } from '../windows/login-item.ts'
import { MainWindow } from '../windows/main-window.ts'
import { PopupWindow } from '../windows/popup-window.ts'
import { denyPermissions } from '../windows/secure-contents.ts'
import { createTray } from '../windows/tray-icon.ts'
import { handlerDependencies } from './handler-dependencies.ts'
import { sweepRegularly } from './sweep-regularly.ts'
import { watchKeyboard } from './watch-keyboard.ts'
import { watchPresence } from './watch-presence.ts'

const captureTimeoutMs = 2_000
const warmUpTimeoutMs = 30_000

/** The services wired to windows, hotkey, tray and messages. One for the life of the program. */
export class Desktop {
  readonly config: Config
  readonly services: Services
  readonly session = new AssistSession()
  readonly registry = new RunRegistry()
  readonly capture: SelectionCapture
  readonly delivery: TextDelivery
  readonly popup: PopupWindow
  readonly mainWindow: MainWindow
  readonly hotkey: HotkeyManager
  readonly keepWarm: KeepWarm
  readonly #distFolder = join(app.getAppPath(), 'dist')
  readonly #icon = join(app.getAppPath(), 'resources', 'icons', 'rephlo-256.png')
  /** Electron calls hotkey and tray from native code. */
  readonly #assistFromOutside = inNodeLoop(() => this.assist())
  // Kept for as long as the program runs: a tray icon that is collected vanishes.
  #tray: Tray | undefined
  readonly #stopSweeping: () => void
  #stopWatchingKeyboard: (() => void) | undefined

  constructor(config: Config, services: Services) {
    this.config = config
    this.services = services
    this.#stopSweeping = sweepRegularly(services)
    const platform = process.platform
    this.capture = createSelectionCapture({ ...config, platform, copyFallback: createCopyFallback(platform) })
    this.delivery = createTextDelivery({
      platform,
      display: config.display,
      patience: config.patience,
      threadFile: join(
        this.#distFolder.replace('app.asar', 'app.asar.unpacked'),
        'thread',
        'x11-delivery-thread.cjs',
      ),
      readSelectedText: async (signal) => (await this.capture.capture(signal)).text,
    })
    let isAway: (() => boolean) | undefined
    // Asked for the first time minutes after the start, so it is not watched before.
    this.keepWarm = new KeepWarm(services, () => (isAway ??= watchPresence(() => this.keepWarm.pause()))())
    this.popup = new PopupWindow(this.#distFolder, backgroundColor(), (context) =>
      announceTo(this.popup.window.webContents, 'assist.opened', context),
    )
    this.mainWindow = new MainWindow(this.#distFolder, this.#icon)
    this.hotkey = new HotkeyManager(globalShortcut, this.#assistFromOutside, config.sessionType === 'wayland')
  }

  /** Serves pages and messages, and hears a second start. */
  listen(): void {
    const { logger, notices, settings, dedicated } = this.services
    serveAppProtocol(join(this.#distFolder, 'renderer'))
    denyPermissions()
    setAppMenu()
    nativeTheme.themeSource = settings.get().theme
    dedicated.onChange((change) => this.#dedicatedChanged(change))
    notices.onAdded((notice) => this.announce('notice.added', notice))
    serveIpc(
      createHandlers(handlerDependencies(this)),
      (event) => this.#isOwn(event),
      (route, error) => logger.error(`The request ${route} failed`, error),
    )
    app.on('second-instance', (_event, argv) =>
      argv.includes('--assist') ? this.assist() : void this.open('start'),
    )
    app.on('activate', () => void this.open('start'))
  }

  /** Captures the selection and shows the popup for it. */
  assist(): void {
    const { services, session, capture, popup, registry } = this
    openAssist(session, capture, popup, registry.isRunning, AbortSignal.timeout(captureTimeoutMs))
      .then(() =>
        popup.window.isVisible() ? warmUpOnOpen(services, AbortSignal.timeout(warmUpTimeoutMs)) : undefined,
      )
      .catch((error: unknown) => services.logger.error('The popup could not be opened', error))
  }

  async open(section: MainSection): Promise<void> {
    const outcome = await this.mainWindow.open(section, backgroundColor())
    if (outcome === 'existing') this.announce('window.navigate', { section })
  }

  announce<Name extends IpcEventName>(name: Name, payload: IpcEvents[Name]): void {
    for (const window of [this.popup.window, this.mainWindow.window])
      if (window !== undefined) announceTo(window.webContents, name, payload)
  }

  settingsChanged(settings: Settings): void {
    nativeTheme.themeSource = settings.theme
    setOpenAtLogin(settings.openAtLogin)
    this.announce('settings.changed', settings)
  }

  /** A login may come with another server and another model. */
  #dedicatedChanged(change: 'login' | 'models'): void {
    this.announce('settings.changed', this.services.settings.get())
    this.announce(change === 'login' ? 'dedicated.changed' : 'providers.changed', undefined)
  }

  hotkeyChanged(status: HotkeyStatus): void {
    if (status.problem === undefined) this.services.notices.dismiss(hotkeyNotice)
    this.announce('hotkey.changed', status)
  }

  /**
   * Registers the hotkey of the settings; one that does not work becomes
   * a notice, and the program starts all the same.
   */
  registerHotkey(): HotkeyStatus {
    const status = this.hotkey.restore(this.services.settings.get().hotkey)
    if (status.problem !== undefined)
      this.services.notices.add({ id: hotkeyNotice, level: 'warning', message: status.problem })
    this.#stopWatchingKeyboard ??= watchKeyboard(this.config.display, () => this.#keyMoved())
    return status
  }

  /** Tells it only where the hotkey works now and did not before, or the other way round. */
  #keyMoved(): void {
    const former = this.hotkey.status
    const status = this.hotkey.refresh()
    if (status.registered !== former.registered) this.hotkeyChanged(status)
  }

  showTray(): void {
    this.#tray = createTray(this.#icon, {
      assist: this.#assistFromOutside,
      open: (section) => void this.open(section),
      quit: () => app.quit(),
    })
  }

  /** Stops what runs and waits, briefly, until it is recorded and the clipboard is handed over. */
  async dispose(): Promise<void> {
    this.#tray?.destroy()
    this.hotkey[Symbol.dispose]()
    this.keepWarm[Symbol.dispose]()
    this.#stopSweeping()
    this.#stopWatchingKeyboard?.()
    await Promise.allSettled([this.registry.stopAll(), this.capture.dispose(), this.delivery.dispose()])
    this.services[Symbol.dispose]()
  }

  #isOwn(event: IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame
    const windows = [this.popup.window, this.mainWindow.window]
    return (
      frame !== null &&
      frame === event.sender.mainFrame &&
      isOwnPage(frame.url) &&
      windows.some((window) => window?.webContents === event.sender)
    )
  }
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff'
}
