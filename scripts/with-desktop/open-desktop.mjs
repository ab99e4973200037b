import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Service } from './service.mjs'
import { startKeyring } from './start-keyring.mjs'
import { startWindowManager } from './start-window-manager.mjs'

const screen = '1600x1000x24'

/**
 * Starts a desktop whose settings and data lie in a folder of its own.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {AbortSignal} signal interrupts the start
 * @returns {Promise<{ env: NodeJS.ProcessEnv, close: () => Promise<void> }>} the environment for what runs in
 * it
 * @throws {import('./service.mjs').ServiceError} naming the part that did not come up
 */
export async function openDesktop(environment, signal) {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-desktop-'))
  /** @type {Service[]} */
  const services = []
  const close = () => closeDesktop(services, folder)
  try {
    const env = privateEnvironment(environment, folder)
    const display = new Service(
      'Xvfb',
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', screen, '-noreset', '-nolisten', 'tcp'],
      { env, signal },
    )
    services.push(display)
    env['DISPLAY'] = `:${await display.announced()}`
    const address = `--address=unix:path=${join(folder, 'runtime', 'bus')}`
    const bus = new Service(
      'dbus-daemon',
      'dbus-daemon',
      ['--session', '--nofork', address, '--print-address=3'],
      { env, signal },
    )
    services.push(bus)
    env['DBUS_SESSION_BUS_ADDRESS'] = await bus.announced()
    await startWindowManager(services, folder, { env, signal })
    await startKeyring(services, { env, signal })
    return { env, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function privateEnvironment(environment, folder) {
  const env = { ...environment }
  for (const name of ['WAYLAND_DISPLAY', 'XAUTHORITY', 'GNOME_KEYRING_CONTROL']) delete env[name]
  for (const [name, part] of Object.entries({
    XDG_CONFIG_HOME: 'config',
    XDG_DATA_HOME: 'data',
    XDG_STATE_HOME: 'state',
    XDG_RUNTIME_DIR: 'runtime',
  })) {
    env[name] = join(folder, part)
    mkdirSync(join(folder, part), { mode: 0o700 })
  }
  return {
    ...env,
    XDG_SESSION_TYPE: 'x11',
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    REPHLO_PRIVATE_DESKTOP: '1',
  }
}

/**
 * @param {Service[]} services in the order in which they were started
 * @param {string} folder
 */
async function closeDesktop(services, folder) {
  for (const service of services.toReversed()) await service.stop()
  rmSync(folder, { recursive: true, force: true })
}
