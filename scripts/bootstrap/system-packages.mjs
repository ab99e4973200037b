import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * A Debian package and a file that shows it is there: a library's name, or a program's absolute path.
 * @typedef {{ package: string, file: string }} SystemPackage
 */

/** What Electron and the keychain link to. @type {SystemPackage[]} */
const appPackages = [
  { package: 'libgtk-3-0', file: 'libgtk-3.so.0' },
  { package: 'libnss3', file: 'libnss3.so' },
  { package: 'libasound2', file: 'libasound.so.2' },
  { package: 'libgbm1', file: 'libgbm.so.1' },
  { package: 'libxss1', file: 'libXss.so.1' },
  { package: 'libnotify4', file: 'libnotify.so.4' },
  { package: 'libxtst6', file: 'libXtst.so.6' },
  { package: 'libsecret-1-0', file: 'libsecret-1.so.0' },
]

/** The private desktop of the tests, and the other programs on it. @type {SystemPackage[]} */
const desktopPackages = [
  { package: 'xvfb', file: '/usr/bin/Xvfb' },
  { package: 'openbox', file: '/usr/bin/openbox' },
  { package: 'dbus', file: '/usr/bin/dbus-daemon' },
  { package: 'dbus', file: '/usr/bin/dbus-send' },
  { package: 'gnome-keyring', file: '/usr/bin/gnome-keyring-daemon' },
  { package: 'xdotool', file: '/usr/bin/xdotool' },
  { package: 'x11-xkb-utils', file: '/usr/bin/setxkbmap' },
  { package: 'xclip', file: '/usr/bin/xclip' },
  { package: 'mousepad', file: '/usr/bin/mousepad' },
]

/** What the gateway's tests run on: its databases, and a browser for its admin page. @type {SystemPackage[]} */
const gatewayPackages = [
  { package: 'postgresql', file: '/usr/bin/psql' },
  { package: 'redis-server', file: '/usr/bin/redis-server' },
  { package: 'chromium', file: '/usr/bin/chromium' },
]

/**
 * The step that makes the libraries and programs of the system available.
 *
 * @param {'start' | 'test'} role
 */
export function systemPackages(role) {
  const wanted = role === 'test' ? [...appPackages, ...desktopPackages, ...gatewayPackages] : appPackages
  return {
    name: 'system packages',
    isReady: () => process.platform !== 'linux' || missingPackages(wanted).length === 0,
    prepare: () => provide(missingPackages(wanted)),
  }
}

/**
 * @param {SystemPackage[]} wanted
 * @param {(file: string) => boolean} [exists]
 * @returns {string[]} names of packages, each once
 */
export function missingPackages(wanted, exists = existsSync) {
  const missing = wanted.filter(({ file }) => !possiblePlaces(file).some(exists))
  return [...new Set(missing.map((entry) => entry.package))]
}

/** @param {string} file */
function possiblePlaces(file) {
  if (file.startsWith('/')) return [file]
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const folders = [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/lib', '/usr/local/lib']
  return folders.map((folder) => join(folder, file))
}

/** @param {string[]} names */
async function provide(names) {
  if (!existsSync('/usr/bin/apt-get')) {
    // Other distributions keep libraries where we may not look, so this is advice, not a refusal.
    say(
      `not found here: ${names.join(', ')} (Debian names). If something fails to start, install these first.`,
    )
    return
  }
  if (process.getuid?.() !== 0) throw needsRoot(await currentNames(names))
  say(`installing system packages: ${names.join(' ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runQuietly('apt-get', ['update'], { env })
  const install = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  await runQuietly('apt-get', [...install, ...(await currentNames(names))], { env })
}

/** @param {string[]} names */
function needsRoot(names) {
  return new SetUpError(
    'SYSTEM_PACKAGES_MISSING',
    `Some system packages are missing. Type this, then try again:\n\n` +
      `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}\n`,
  )
}

/**
 * Since the change to 64-bit time, newer releases call some libraries `<name>t64`.
 *
 * @param {string[]} names
 */
async function currentNames(names) {
  const known = new Set((await runQuietly('apt-cache', ['pkgnames'])).split('\n'))
  return names.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name))
}
