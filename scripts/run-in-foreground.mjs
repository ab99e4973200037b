import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter } from 'node:path'
import { inProject } from './bootstrap/project-folder.mjs'

/** @type {NodeJS.Signals[]} */
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a command as if it had been started in our place: same terminal, signals forwarded, its exit code returned.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, hasInput?: boolean }} [options]
 * @returns {Promise<number>} exit code; 128 + n when signal n ended it, 127 when it could not be started
 */
export function runInForeground(command, commandArguments, options = {}) {
  const { hasInput = true, ...rest } = options
  const child = spawn(command, commandArguments, {
    ...rest,
    stdio: [hasInput ? 'inherit' : 'ignore', 'inherit', 'inherit'],
  })
  const stopForwarding = forwardSignals(child)
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`)
      stopForwarding()
      resolve(127)
    })
    child.once('exit', (exitCode, signal) => {
      stopForwarding()
      resolve(signal ? 128 + constants.signals[signal] : (exitCode ?? 1))
    })
  })
}

/**
 * The environment with the project's programs first, as in an npm script.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function withProjectBinaries(environment = process.env) {
  const binaries = inProject('node_modules', '.bin')
  const path = environment['PATH'] ?? ''
  return path.startsWith(binaries) ? environment : { ...environment, PATH: [binaries, path].join(delimiter) }
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  const handlers = forwardedSignals.map((signal) => {
    const forward = () => {
      // A terminal's Ctrl-C reaches the child by itself; a second one would make it give up its orderly end.
      if (signal !== 'SIGINT' || !(process.stdin.isTTY || process.stderr.isTTY)) child.kill(signal)
    }
    process.on(signal, forward)
    return () => process.removeListener(signal, forward)
  })
  return () => handlers.forEach((remove) => remove())
}
