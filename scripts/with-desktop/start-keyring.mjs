import { execFile } from 'node:child_process'
import { Service } from './service.mjs'

/**
 * Starts a keyring with an unlocked default collection.
 *
 * @param {Service[]} services takes the new one
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 */
export async function startKeyring(services, options) {
  // The daemon makes no keyring for an empty password.
  const daemonArguments = ['--foreground', '--unlock', '--components=secrets']
  const service = new Service('gnome-keyring', 'gnome-keyring-daemon', daemonArguments, {
    ...options,
    input: 'private desktop',
  })
  services.push(service)
  await service.until(() => hasUnlockedKeyring(options.env))
}

/** @param {NodeJS.ProcessEnv} env */
async function hasUnlockedKeyring(env) {
  // Asked first, because a call to a name without owner would make the bus start a second daemon.
  const owner = await call(
    env,
    'org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.freedesktop.secrets',
  )
  if (!owner.endsWith('true')) return false
  const collection = await call(
    env,
    'org.freedesktop.secrets',
    '/org/freedesktop/secrets',
    'org.freedesktop.Secret.Service.ReadAlias',
    'string:default',
  )
  if (!collection.startsWith('/org/')) return false
  const getProperty = 'org.freedesktop.DBus.Properties.Get'
  const locked = await call(
    env,
    'org.freedesktop.secrets',
    collection,
    getProperty,
    'string:org.freedesktop.Secret.Collection',
    'string:Locked',
  )
  return locked.endsWith('false')
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} destination
 * @param {string} path
 * @param {string[]} methodAndArguments
 * @returns {Promise<string>} the reply; empty while nobody answers
 */
function call(env, destination, path, ...methodAndArguments) {
  const commandArguments = [
    '--session',
    '--print-reply=literal',
    `--dest=${destination}`,
    path,
    ...methodAndArguments,
  ]
  return new Promise((resolve) => {
    execFile('dbus-send', commandArguments, { env }, (error, reply) => resolve(error ? '' : reply.trim()))
  })
}
