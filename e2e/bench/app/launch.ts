import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { inProject, projectFolder } from './project-folder.ts'
import { electronPath } from '../../../scripts/electron-path.mjs'

const readyPatienceMs = 180_000
const stopPatienceMs = 10_000

/** A program to start in Electron. */
export interface Program {
  /** After Electron's own switches: the app's path and its arguments. */
  readonly commandLine: readonly string[]
  /** Part of the line that it prints when it is ready. */
  readonly readyLine: string
}

/** The product with this data folder. */
export function rephlo(dataFolder: string, ...flags: readonly string[]): Program {
  return { commandLine: [projectFolder, '--data-dir', dataFolder, ...flags], readyLine: 'Rephlo is ready' }
}

/** The app with one bare window, with a profile folder of its own. */
export function bareApp(profileFolder: string): Program {
  return {
    commandLine: [`--user-data-dir=${profileFolder}`, inProject('e2e', 'bench', 'bare-app', 'main.cjs')],
    readyLine: 'The bare app is ready',
  }
}

/** The command line of the bare popup, with a profile folder of its own; it listens to Control+Alt+A. */
export function barePopupApp(profileFolder: string): readonly string[] {
  return [`--user-data-dir=${profileFolder}`, inProject('e2e', 'bench', 'bare-app', 'popup.cjs')]
}

/** Chromium refuses to run its sandbox as root; everybody else keeps it. */
export const rootSwitches: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The environment for Electron: not as a plain Node, whatever the terminal says. */
export function electronEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}

/** A program that runs and said that it is ready. */
export class RunningProgram implements AsyncDisposable {
  /** From just before the process was started to the ready line, in milliseconds. */
  readonly readyMs: number
  readonly #child: ChildProcess

  constructor(child: ChildProcess, readyMs: number) {
    this.#child = child
    this.readyMs = readyMs
  }

  get processId(): number {
    if (this.#child.pid === undefined) throw new Error('The program did not start.')
    return this.#child.pid
  }

  /** Asks the program to end, and makes it when it does not. */
  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#child)
  }
}

/** Starts a program and waits until it is ready. Throws with what it printed when it never gets there. */
export async function launch({ commandLine, readyLine }: Program): Promise<RunningProgram> {
  const started = performance.now()
  const child = spawn(electronPath().executablePath, [...rootSwitches, ...commandLine], {
    env: electronEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const ready = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      printed += part.toString()
      if (printed.includes(readyLine)) resolve(performance.now() - started)
    })
    child.stderr.on('data', (part: Buffer) => (printed += part.toString()))
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`The program ended before it was ready:\n${printed}`)))
  })
  const tooLate = delay(readyPatienceMs, undefined, { ref: false }).then(() =>
    Promise.reject(new Error(`The program was not ready after ${readyPatienceMs / 1000} s:\n${printed}`)),
  )
  try {
    return new RunningProgram(child, await Promise.race([ready, tooLate]))
  } catch (error) {
    await end(child)
    throw error
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs)
  await exit
  clearTimeout(patience)
}
