import { app } from 'electron'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Starts the installed program hidden at login, or no longer. A copy that
 * runs from its sources has nothing to register.
 */
export function setOpenAtLogin(openAtLogin: boolean): void {
  if (!app.isPackaged) return
  if (process.platform === 'linux') writeAutostart(openAtLogin)
  else app.setLoginItemSettings({ openAtLogin, args: ['--hidden'] })
}

/**
 * Electron has no login items on Linux; desktops read this file (freedesktop.org Autostart specification).
 */
function writeAutostart(openAtLogin: boolean): void {
  const file = join(app.getPath('appData'), 'autostart', 'rephlo.desktop')
  if (!openAtLogin) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `[Desktop Entry]\nType=Application\nName=Rephlo\nExec="${process.execPath}" ` +
      '--hidden\nX-GNOME-Autostart-enabled=true\n',
  )
}
