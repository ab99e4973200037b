import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inProject } from './project-folder.mjs'

/**
 * An Electron that can be run.
 * @typedef {{ executablePath: string, version: string, isFallback: boolean }} ElectronPath
 */

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** The version that package.json pins, as installed by npm. */
export function pinnedVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8'))
  return version
}

/**
 * The pinned Electron, or the one that ELECTRON_OVERRIDE_DIST_PATH names.
 *
 * @returns {ElectronPath | undefined} undefined when its binary is not there
 */
export function installedElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const folder = override ?? inProject('node_modules', 'electron', 'dist')
  const executablePath = join(folder, executables[process.platform] ?? 'electron')
  const versionFile = join(folder, 'version')
  if (!existsSync(executablePath) || !existsSync(versionFile)) return undefined
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
  if (!override && version !== pinnedVersion()) return undefined
  return { executablePath, version, isFallback: false }
}
