import { spawn } from 'node:child_process'
import { SetUpError } from './set-up-error.mjs'

/**
 * Runs a command whose output matters only when it fails.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<string>} standard output
 * @throws {SetUpError} `COMMAND_FAILED`, with everything the command printed
 */
export function runQuietly(command, commandArguments, options = {}) {
  const { timeoutMs, ...rest } = options
  const title = [command, ...commandArguments].join(' ')
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      ...rest,
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let standardOutput = ''
    child.stdout.on('data', (chunk) => {
      standardOutput += chunk
      output += chunk
    })
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (cause) =>
      reject(new SetUpError('COMMAND_FAILED', `${title}: ${cause.message}`, { cause })),
    )
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0) resolve(standardOutput)
      else reject(new SetUpError('COMMAND_FAILED', `${title} ${howItEnded(exitCode, signal)}`, { output }))
    })
  })
}

/**
 * @param {number | null} exitCode
 * @param {NodeJS.Signals | null} signal
 */
function howItEnded(exitCode, signal) {
  return signal ? `was ended by ${signal}` : `failed with exit code ${exitCode}`
}
