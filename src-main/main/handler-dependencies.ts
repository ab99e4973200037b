import { app, shell } from 'electron'
import { credentialsFor, isoDay } from '../assist/prepare-run.ts'
import type { HandlerDependencies } from '../ipc/create-handlers.ts'
import { announceTo } from '../ipc/router.ts'
import { chooseDocumentFiles } from '../windows/choose-document-files.ts'
import type { Config } from '../app/config.ts'
import type { Services } from '../app/create-services.ts'
import type { HotkeyStatus, Settings } from '../../src-shared/entities.ts'
import type { IpcEventName, IpcEvents, MainSection } from '../../src-shared/ipc/events.ts'
import type { KeepWarm } from '../assist/keep-warm.ts'
import type { AssistSession } from '../assist/open-assist.ts'
import type { RunRegistry } from '../assist/run-registry.ts'
import type { TextDelivery } from '../delivery/delivery.ts'
import type { HotkeyManager } from '../hotkey/hotkey-manager.ts'
import type { SelectionCapture } from '../selection/selection.ts'
import type { MainWindow } from '../windows/main-window.ts'
import type { PopupWindow } from '../windows/popup-window.ts'

/** The desktop as its handlers see it. */
export interface DesktopParts {
  readonly config: Config
  readonly services: Services
  readonly session: AssistSession
  readonly registry: RunRegistry
  readonly capture: SelectionCapture
  readonly delivery: TextDelivery
  readonly popup: PopupWindow
  readonly mainWindow: MainWindow
  readonly hotkey: HotkeyManager
  readonly keepWarm: KeepWarm
  open(section: MainSection): Promise<void>
  announce<Name extends IpcEventName>(name: Name, payload: IpcEvents[Name]): void
  settingsChanged(settings: Settings): void
  hotkeyChanged(status: HotkeyStatus): void
}

/** What the handlers of each domain are given. */
export function handlerDependencies(desktop: DesktopParts): HandlerDependencies {
  const { config, services, hotkey, mainWindow } = desktop
  return {
    app: {
      about: {
        version: app.getVersion(),
        dataFolder: config.dataFolder,
        platform: process.platform,
        sessionType: config.sessionType,
      },
      hotkey,
      notices: services.notices,
      openFolder: async (folder) => {
        await shell.openPath(folder)
      },
      openWindow: (section) => desktop.open(section),
    },
    assist: assistDependencies(desktop),
    dedicated: services.dedicated,
    keys: {
      keys: services.keys,
      providers: services.providers,
      // Read at the first use, not at the start.
      models: () => services.models,
      credentialsFor: (provider) => credentialsFor(services, provider),
      today: () => isoDay(Date.now()),
    },
    settings: {
      settings: services.settings,
      hotkey,
      announceSettings: (settings) => desktop.settingsChanged(settings),
      announceHotkey: (status) => desktop.hotkeyChanged(status),
    },
    spaces: {
      services,
      chooseFiles: () => chooseDocumentFiles(mainWindow.window),
      announceChange: () => desktop.announce('spaces.changed', undefined),
    },
    announceCommands: () => desktop.announce('commands.changed', undefined),
  }
}

function assistDependencies(desktop: DesktopParts): HandlerDependencies['assist'] {
  const { services, session, registry, delivery, popup } = desktop
  return {
    services,
    session,
    registry,
    delivery,
    readClipboardText: () => desktop.capture.readClipboardText(),
    popup,
    announceRun: (runId, event) => announceTo(popup.window.webContents, 'assist.run', { runId, event }),
    announceRecorded: (run) => {
      desktop.announce('savings.changed', undefined)
      desktop.keepWarm.watch(run)
    },
  }
}
