import { app, shell } from 'electron'
import { credentialsFor, isoDay } from '../assist/prepare-run.ts'
import type { HandlerDependencies } from '../ipc/create-handlers.ts'
import { announceTo } from '../ipc/router.ts'
import { chooseDocumentFiles } from '../windows/choose-document-files.ts'
import type { Desktop } from './desktop.ts'

/** What the handlers of each domain are given. */
export function handlerDependencies(desktop: Desktop): HandlerDependencies {
  const { config, services, hotkey, popup, mainWindow } = desktop
  return {
    app: {
      about: { version: app.getVersion(), dataFolder: config.dataFolder, platform: process.platform, sessionType: config.sessionType },
      hotkey,
      notices: services.notices,
      openFolder: async (folder) => {
        await shell.openPath(folder)
      },
      openWindow: (section) => desktop.open(section),
    },
    assist: {
      services,
      session: desktop.session,
      registry: desktop.registry,
      delivery: desktop.delivery,
      readClipboardText: () => desktop.capture.readClipboardText(),
      popup,
      announceRun: (runId, event) => announceTo(popup.window.webContents, 'assist.run', { runId, event }),
      announceRecorded: (run) => {
        desktop.announce('savings.changed', undefined)
        desktop.keepWarm.watch(run)
      },
    },
    keys: {
      keys: services.keys,
      providers: services.providers,
      // Read at the first use, not at the start.
      models: () => services.models,
      credentialsFor: (provider) => credentialsFor(services, provider), today: () => isoDay(Date.now()),
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
