import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface StartedProcess extends AsyncDisposable {
  readonly pid: number
  /** The first line on standard output that is a JSON object; undefined when none was waited for. */
  readonly line: Readonly<Record<string, unknown>> | undefined
  /** Resident memory in MiB. */
  readonly memory: () => number
  /** Processor time used so far, in milliseconds. */
  readonly processorMs: () => number
}

export interface ProcessOptions {
  /** Which core it runs on, where the system can tell it (taskset). */
  readonly core: number
  readonly env?: NodeJS.ProcessEnv
  /** Whether to wait for a line of JSON. */
  readonly waitsForLine?: boolean
}

const canPin = spawnSync('taskset', ['--version']).status === 0

/** Starts Node with these arguments. Throws when it ends before it said what was waited for. */
export async function startProcess(
  nodeArguments: readonly string[],
  { core, env = process.env, waitsForLine = true }: ProcessOptions,
): Promise<StartedProcess> {
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore']
  const child = canPin
    ? spawn('taskset', ['-c', String(core), process.execPath, ...nodeArguments], { env, stdio })
    : spawn(process.execPath, nodeArguments, { env, stdio })
  const line = waitsForLine ? await firstJson(createInterface({ input: outputOf(child) })) : undefined
  outputOf(child).resume()
  if (child.pid === undefined || (waitsForLine && line === undefined))
    throw new Error(`${nodeArguments.join(' ')} did not start.`)
  const { pid } = child
  return {
    pid,
    line,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    // utime and stime, in ticks of 10 ms; the name before them is in parentheses and may hold blanks.
    processorMs: () =>
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        ?.split(' ')
        .slice(11, 13)
        .reduce((sum, ticks) => sum + 10 * Number(ticks), 0) ?? Number.NaN,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function firstJson(
  lines: AsyncIterable<string>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  for await (const line of lines) {
    if (line.startsWith('{')) return JSON.parse(line) as Readonly<Record<string, unknown>>
  }
  return undefined
}

function outputOf({ stdout }: ChildProcess): Readable {
  if (stdout === null) throw new TypeError('The process has no standard output.')
  return stdout
}
