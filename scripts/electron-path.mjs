import { fallbackElectron } from './bootstrap/electron-fallback.mjs'
import { installedElectron } from './bootstrap/electron-installed.mjs'

/**
 * The Electron that set-up prepared.
 *
 * @returns {import('./bootstrap/electron-installed.mjs').ElectronPath}
 * @throws {Error} when there is none yet
 */
export function electronPath() {
  const wantsFallback = process.env['REPHLO_ELECTRON'] === 'fallback'
  const found = (wantsFallback ? undefined : installedElectron()) ?? fallbackElectron()
  if (!found) throw new Error('No Electron is installed. Run: node scripts/bootstrap.mjs start')
  return found
}
