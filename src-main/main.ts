import { app } from 'electron'
import { parseArgs } from 'node:util'
import { chromiumFolder } from './app/chromium-folder.ts'
import { readConfig } from './app/config.ts'
import { createServices } from './app/create-services.ts'
import { Desktop } from './main/desktop.ts'
import { electronFetch } from './main/electron-fetch.ts'
import { quitInOrder } from './main/quit-in-order.ts'
import { refuseToStart } from './main/refuse-to-start.ts'
import { watchForCrashes } from './main/watch-for-crashes.ts'
import { declareAppProtocol } from './windows/app-protocol.ts'
import { lockDownContents } from './windows/secure-contents.ts'

const { values: flags } = parseArgs({
  args: process.argv.slice(1),
  strict: false,
  options: { 'data-dir': { type: 'string' }, hidden: { type: 'boolean' }, assist: { type: 'boolean' } },
})
const config = readConfig({
  dataFolder: typeof flags['data-dir'] === 'string' ? flags['data-dir'] : undefined,
})

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
  watchForCrashes(services.logger)
  const desktop = new Desktop(config, services)
  quitInOrder(desktop)
  desktop.listen()
  await desktop.popup.load()
  const hotkey = desktop.registerHotkey()
  services.logger.info('Ready', { electron: process.versions.electron, hotkey })
  process.stdout.write(
    hotkey.registered
      ? `Rephlo is ready: select text anywhere and press ${hotkey.accelerator}.\n`
      : `Rephlo is ready, but without its hotkey. ${hotkey.problem ?? ''}\n`,
  )
  if (flags.hidden !== true) await desktop.open('start')
  desktop.showTray()
  void desktop.capture.warmUp()
  if (flags.assist === true) desktop.assist()
}
