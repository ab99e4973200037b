import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TokenPair } from '../../../src-shared/dedicated-api/account.ts'
import type { TestPlace } from '../../storage/open-test-storage.ts'
import { createUser } from '../create-user.ts'

const entry = fileURLToPath(new URL('../../main.ts', import.meta.url))
/** The same TypeScript need not be compiled for each start. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../../../node_modules/.cache/node-compile', import.meta.url),
)
const startTimeoutMs = 200_000
/** One that does not end by itself must not outlive its test. */
const longestRunMs = 200_000

export interface ProcessEnd {
  /** Null for one that a signal ended. */
  readonly code: number | null
  readonly output: string
  readonly complaints: string
}

export interface ProcessOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** What is piped in. */
  readonly input?: string
}

/** Runs the server's command line to its end, with no environment but the one given (and compiled code). */
export async function runGateway(args: readonly string[], options: ProcessOptions = {}): Promise<ProcessEnd> {
  const { child, ended } = start(args, options)
  const timer = setTimeout(() => child.kill('SIGKILL'), longestRunMs)
  return await ended.finally(() => clearTimeout(timer))
}

/** A gateway in a process of its own, as an operator starts it. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** The line that it printed when it listened, parsed. */
  readonly facts: Readonly<Record<string, unknown>>
  readonly ended: Promise<ProcessEnd>
  /** All of standard output and of standard error so far. */
  output(): string
  log(): string
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void
}

export interface GatewayProcessOptions extends ProcessOptions {
  readonly place: Pick<TestPlace, 'dataFolder' | 'databaseUrl' | 'redisUrl' | 'keyPrefix'>
  /** A provider lab's or another vendor's address. */
  readonly vendorUrl: string
  readonly flags?: readonly string[]
}

/** The flags that lead a gateway, or `create-user`, to a place. */
export function placeFlags({
  dataFolder,
  databaseUrl,
  redisUrl,
  keyPrefix,
}: GatewayProcessOptions['place']): string[] {
  return [
    '--data-dir',
    dataFolder,
    '--redis-prefix',
    keyPrefix,
    ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
    ...(redisUrl === undefined ? [] : ['--redis-url', redisUrl]),
  ]
}

/**
 * Starts a gateway on a free port and waits until it listens. Throws with what it complained of when it does
 * not.
 */
export async function startGatewayProcess({
  place,
  vendorUrl,
  flags = [],
  environment = {},
}: GatewayProcessOptions): Promise<GatewayProcess> {
  const vendors = {
    ANTHROPIC_API_KEY: 'lab-process',
    ANTHROPIC_BASE_URL: vendorUrl,
    OPENAI_API_KEY: 'lab-process',
    OPENAI_BASE_URL: `${vendorUrl}/v1`,
  }
  const limits = ['llm', 'standard', 'expensive'].flatMap((name) => [`--rate-limit-${name}`, '100000'])
  const { child, ended, output, log } = start(['--port', '0', ...limits, ...placeFlags(place), ...flags], {
    environment: { ...vendors, ...environment },
  })
  const facts = await Promise.race([
    firstLine(child, output),
    ended.then(({ complaints }) => Promise.reject(new Error(`The gateway ended: ${complaints}`))),
  ])
  const signal = (name: NodeJS.Signals): void => void child.kill(name)
  return {
    // The line is checked by the tests of the process.
    url: String(facts.url),
    pid: child.pid ?? 0,
    facts,
    ended,
    output,
    log,
    signal,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) signal('SIGKILL')
      await ended
    },
  }
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<ProcessEnd>
  readonly output: () => string
  readonly log: () => string
}

function start(args: readonly string[], { environment = {}, input = '' }: ProcessOptions): Started {
  const env = { NODE_COMPILE_CACHE, ...environment }
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: 'pipe' })
  const parts = { output: '', complaints: '' }
  child.stdout.on('data', (part: Buffer) => (parts.output += part.toString()))
  child.stderr.on('data', (part: Buffer) => (parts.complaints += part.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...parts }))
  return { child, ended, output: () => parts.output, log: () => parts.complaints }
}

async function firstLine(
  { stdout }: ChildProcess,
  output: () => string,
): Promise<Readonly<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(startTimeoutMs)
  while (!output().includes('\n'))
    await (stdout === null
      ? Promise.reject(new TypeError('It has no output.'))
      : once(stdout, 'data', { signal }))
  return JSON.parse(output().split('\n', 1)[0] ?? '') as Readonly<Record<string, unknown>>
}

const password = 'correct horse battery'
let people = 0

/** Adds a user beside the running gateway and logs in; resolves to the id and an access token. */
export async function signUp(
  { dataFolder, databaseUrl, redisUrl, keyPrefix }: GatewayProcessOptions['place'],
  url: string,
  credits = 1_000,
): Promise<{ readonly id: string; readonly token: string }> {
  const email = `person-${++people}@example.com`
  const { id } = await createUser(
    { dataFolder, databaseUrl, redisUrl, redisPrefix: keyPrefix, signingSecret: undefined },
    { email, password, admin: false, tier: 'standard', credits: String(credits) },
  )
  const response = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const { access_token: token } = (await response.json()) as TokenPair
  return { id, token }
}

/** A stream that has begun: its first words are there. */
export interface BegunStream {
  readonly response: Response
  /** All of it, when it has ended; rejects when its connection broke. */
  readonly text: Promise<string>
  /** Resolves when more than what there was at the call has come. */
  more(): Promise<void>
}

/** Asks for a streamed answer of the vendor behind OpenAI's address, and waits for its first words. */
export async function beginStream(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<BegunStream> {
  const asked = {
    model: 'gpt-6-sol',
    max_tokens: 200,
    stream: true,
    messages: [{ role: 'user', content: 'Go on and on.' }],
  }
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-answer-cache': 'off',
      ...headers,
    },
    body: JSON.stringify(asked),
  })
  const clone = response.clone()
  const body: ReadableStream<Uint8Array> | null = response.body
  let received = 0
  const reading = (async () => {
    for await (const part of body ?? []) received += part.length
  })()
  const text = clone.text()
  const more = async (): Promise<void> => {
    const before = received
    while (received === before)
      await Promise.race([sleep(5), reading.then(() => Promise.reject(new Error('The stream has ended.')))])
  }
  // Whoever waits for the text hears of a break there.
  for (const promise of [reading, text]) promise.catch(() => undefined)
  // One that is short may have ended by then.
  if (received === 0) await Promise.race([more(), reading])
  return { response, text, more }
}
