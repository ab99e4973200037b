import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 20
const startTimeoutMs = 120_000
const stopTimeoutMs = 10_000

/** A part of the desktop did not come up; the message names it and holds what it printed. */
export class ServiceError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message)
    this.name = 'ServiceError'
    this.code = 'DESKTOP_SERVICE_FAILED'
    this.retryable = false
  }
}

/**
 * A background process that lasts as long as the desktop. What it prints is kept for the case that it fails.
 */
export class Service {
  /**
   * @param {string} name
   * @param {string} command
   * @param {string[]} commandArguments
   * @param {{ env: NodeJS.ProcessEnv, input?: string, signal: AbortSignal }} options
   */
  constructor(name, command, commandArguments, { env, input = '', signal }) {
    this.name = name
    this.signal = signal
    this.output = ''
    /** What it wrote to file descriptor 3. */
    this.announcement = ''
    this.hasEnded = false
    // Dies with us even when we are killed; a group of its own, so that Ctrl-C leaves it to us.
    this.child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...commandArguments], {
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    })
    this.#listen(input)
  }

  /** @param {string} input */
  #listen(input) {
    const { child } = this
    child.stdout?.on('data', (chunk) => (this.output += chunk))
    child.stderr?.on('data', (chunk) => (this.output += chunk))
    child.stdio[3]?.on('data', (chunk) => (this.announcement += chunk))
    child.on('exit', () => (this.hasEnded = true))
    child.on('error', (error) => {
      this.output += error.message
      this.hasEnded = true
    })
    // A process that ended before reading its input has told why in its output.
    child.stdin?.on('error', (error) => (this.output += error.message))
    child.stdin?.end(input)
  }

  /**
   * The line that the service writes to file descriptor 3 when it is ready.
   *
   * @returns {Promise<string>}
   */
  async announced() {
    await this.until(() => this.announcement.includes('\n'))
    return this.announcement.trim()
  }

  /**
   * Waits until the service is ready.
   *
   * @param {() => boolean | Promise<boolean>} isReady
   * @throws {ServiceError} when it ended, was too slow, or the start was interrupted
   */
  async until(isReady) {
    const deadline = Date.now() + startTimeoutMs
    while (!(await isReady())) {
      if (this.signal.aborted) throw new ServiceError('Interrupted.')
      if (this.hasEnded) throw await this.#failure('ended before it was ready')
      if (Date.now() > deadline) throw await this.#failure(`was not ready after ${startTimeoutMs / 1000} s`)
      await sleep(pollMs)
    }
  }

  /** @param {string} what */
  async #failure(what) {
    // Its last words may still be in the pipe.
    await sleep(pollMs)
    return new ServiceError(
      `The private desktop did not come up: ${this.name} ${what}.\n${this.output || '(It printed nothing.)'}`,
    )
  }

  /** Ends the process and waits until it is gone. */
  async stop() {
    const deadline = Date.now() + stopTimeoutMs
    this.child.kill('SIGTERM')
    while (!this.hasEnded) {
      if (Date.now() > deadline) this.child.kill('SIGKILL')
      await sleep(pollMs)
    }
  }
}
