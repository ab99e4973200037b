import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inProject } from './project-folder.mjs'
import { runNpm } from './run-npm.mjs'
import { say } from './say.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

const lockFile = inProject('package-lock.json')
// npm's own record of what it installed; written last, so an interrupted install has none.
const installedFile = inProject('node_modules', '.package-lock.json')
const stampFile = inProject('node_modules', '.rephlo-install')

/** node_modules holds what package-lock.json names. */
export const nodeModules = {
  name: 'dependencies',

  isReady() {
    if (!existsSync(installedFile)) return false
    const locked = readFileSync(lockFile, 'utf8')
    const installed = readFileSync(installedFile, 'utf8')
    const stamp = installStamp(locked, installed)
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
    if (!isInstalled(JSON.parse(locked), JSON.parse(installed))) return false
    writeFileSync(stampFile, stamp)
    return true
  },

  async prepare() {
    say('installing the dependencies (npm ci) …')
    await runNpm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])
    writeFileSync(
      stampFile,
      installStamp(readFileSync(lockFile, 'utf8'), readFileSync(installedFile, 'utf8')),
    )
  },
}

/**
 * Ties what is locked to what is installed, so that a change of either shows, wherever the clone was moved.
 *
 * @param {string} locked
 * @param {string} installed
 */
export function installStamp(locked, installed) {
  return createHash('sha256').update(locked).update('\0').update(installed).digest('hex')
}

/**
 * Whether every locked package is installed as locked; optional ones may be left out, on a platform that they do not support.
 *
 * @param {Lock} lock
 * @param {Lock} installed
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed.packages[path]
    if (!found) return wanted.optional === true || wanted.devOptional === true
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}
