import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  fallbackElectron,
  fallbackVersion,
  isFallbackSupported,
  prepareFallback,
} from './electron-fallback.mjs'
import { installedElectron, pinnedVersion } from './electron-installed.mjs'
import { cacheFolder } from './cache-folder.mjs'
import { nodeExecutable } from './node-runtime.mjs'
import { inProject } from './project-folder.mjs'
import { runQuietly } from './run-quietly.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

const downloadTimeoutMs = 4 * 60_000
const retryDownloadAfterMs = 24 * 60 * 60_000
const unreachableFile = join(cacheFolder(), 'electron-download-failed')

/**
 * An Electron to run. `REPHLO_ELECTRON=download` tries the download again at once,
 * `REPHLO_ELECTRON=fallback` uses the fallback even where the pinned version is installed.
 */
export const electron = {
  name: 'Electron',

  isReady() {
    const choice = process.env['REPHLO_ELECTRON']
    if (choice !== 'fallback' && installedElectron()) return true
    if (choice === 'download' || !fallbackElectron()) return false
    return choice === 'fallback' || failedLately()
  },

  async prepare() {
    const wantsFallback = process.env['REPHLO_ELECTRON'] === 'fallback'
    const failure = wantsFallback || skipsDownload() ? undefined : await tryDownload()
    if (!wantsFallback && installedElectron()) return
    if (!isFallbackSupported()) throw unavailable(failure)
    if (!fallbackElectron()) await prepareFallback()
    say(`using Electron ${fallbackVersion} for development: ${reason(wantsFallback)}`)
  },
}

function skipsDownload() {
  return process.env['REPHLO_ELECTRON'] !== 'download' && failedLately()
}

function failedLately() {
  const found = statSync(unreachableFile, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs < retryDownloadAfterMs
}

/** @returns {Promise<unknown>} why the download failed; undefined when it did not */
async function tryDownload() {
  say(`downloading Electron ${pinnedVersion()} …`)
  const env = { ...process.env, ELECTRON_GET_NO_PROGRESS: '1' }
  try {
    const script = inProject('node_modules', 'electron', 'install.js')
    await runQuietly(nodeExecutable(), [script], { env, timeoutMs: downloadTimeoutMs })
    return undefined
  } catch (error) {
    mkdirSync(dirname(unreachableFile), { recursive: true })
    writeFileSync(unreachableFile, '')
    return error
  }
}

/** @param {boolean} isWanted */
function reason(isWanted) {
  if (isWanted) return 'REPHLO_ELECTRON=fallback asks for it.'
  return `${pinnedVersion()} could not be downloaded (REPHLO_ELECTRON=download tries again now).`
}

/** @param {unknown} cause */
function unavailable(cause) {
  return new SetUpError(
    'ELECTRON_UNAVAILABLE',
    `Electron ${pinnedVersion()} could not be downloaded. Check the network, or name a mirror in ELECTRON_MIRROR, ` +
      'then try again with REPHLO_ELECTRON=download.',
    { cause, retryable: true, output: cause instanceof SetUpError ? cause.output : '' },
  )
}
