import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Service } from './service.mjs'

// Without openbox's own key bindings, which would take keys away from the app under test.
const settings = join(dirname(fileURLToPath(import.meta.url)), 'openbox.xml')

/**
 * @param {Service[]} services takes the new one
 * @param {string} folder a private folder
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 */
export async function startWindowManager(services, folder, options) {
  const readyFile = join(folder, 'openbox-is-ready')
  const service = new Service(
    'openbox',
    'openbox',
    ['--config-file', settings, '--startup', `touch ${readyFile}`],
    options,
  )
  services.push(service)
  await service.until(() => existsSync(readyFile))
}
