import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../../src-server/main.ts', import.meta.url))
/** The same TypeScript need not be compiled for each start. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../../../node_modules/.cache/node-compile', import.meta.url),
)

export interface GatewayOptions {
  /** Where its database and signing key lie. */
  readonly dataFolder: string
  /** Where its vendors are: a provider lab's address. */
  readonly vendorUrl: string
  /** 0 takes a free one. */
  readonly port?: number
  readonly flags?: readonly string[]
}

/** A gateway in a process of its own, as `npm run server` starts it. */
export interface StartedGateway extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the gateway and waits until it listens. Throws with what it complained of when it does not. */
export async function startGateway({
  dataFolder,
  vendorUrl,
  port = 0,
  flags = [],
}: GatewayOptions): Promise<StartedGateway> {
  const vendors = {
    ANTHROPIC_API_KEY: 'lab-admin',
    ANTHROPIC_BASE_URL: vendorUrl,
    OPENAI_API_KEY: 'lab-admin',
    OPENAI_BASE_URL: `${vendorUrl}/v1`,
    GEMINI_API_KEY: 'lab-admin',
    GEMINI_BASE_URL: vendorUrl,
  }
  const child = run(
    ['--port', String(port), '--data-dir', dataFolder, '--log-level', 'warn', ...flags],
    vendors,
  )
  const { url } = await readFirstLine<{ url: string }>(child)
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { url, stop, [Symbol.asyncDispose]: stop }
}

export interface NewAccount {
  readonly email: string
  readonly password: string
  readonly credits?: number
  readonly isAdmin?: boolean
}

/** Adds a user as an administrator does on the command line. */
export async function createUser(
  dataFolder: string,
  { email, password, credits = 0, isAdmin = false }: NewAccount,
): Promise<{ readonly id: string }> {
  return await readFirstLine<{ id: string }>(
    run([
      'create-user',
      '--email',
      email,
      '--password',
      password,
      '--credits',
      String(credits),
      '--data-dir',
      dataFolder,
      ...(isAdmin ? ['--admin'] : []),
    ]),
  )
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The first line that the program prints, which is JSON. */
async function readFirstLine<Line>(child: ChildProcess): Promise<Line> {
  if (child.stdout === null || child.stderr === null) throw new TypeError('The program has no output.')
  let complaints = ''
  child.stderr.on('data', (part: Buffer) => (complaints += part.toString()))
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) return JSON.parse(line) as Line
  throw new Error(`The gateway printed nothing. ${complaints}`)
}
