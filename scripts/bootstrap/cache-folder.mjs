import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder outside the project for what is large and shared between clones: a Node runtime, the fallback Electron.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {NodeJS.Platform} [platform]
 * @returns {string} absolute path; it need not exist
 */
export function cacheFolder(environment = process.env, platform = process.platform) {
  return join(cacheHome(environment, platform), 'rephlo-dev')
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 */
function cacheHome(environment, platform) {
  if (environment['XDG_CACHE_HOME']) return environment['XDG_CACHE_HOME']
  if (platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return join(homedir(), '.cache')
}
