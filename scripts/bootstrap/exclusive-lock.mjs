import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const retryDelayMs = 200

/**
 * Runs `work` while no other process does under the same lock file. The lock of a process that is gone is taken over.
 *
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T>} work
 * @param {() => void} onWait called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withExclusiveLock(lockFile, work, onWait) {
  mkdirSync(dirname(lockFile), { recursive: true })
  for (let attempt = 0; !tryLock(lockFile); attempt += 1) {
    if (attempt === 0) onWait()
    await sleep(retryDelayMs)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/** @param {string} lockFile */
function tryLock(lockFile) {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
  if (!holderIsAlive(lockFile)) rmSync(lockFile, { force: true })
  return false
}

/** @param {string} lockFile */
function holderIsAlive(lockFile) {
  try {
    const holder = Number(readFileSync(lockFile, 'utf8'))
    // An empty file is a lock whose holder is just writing its number.
    if (holder > 0) process.kill(holder, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
