import { mkdirSync } from 'node:fs'
import { createProviderLab, type ProviderLab } from '../../provider-lab/create-provider-lab.ts'
import {
  openTestPlace,
  type TestMode,
  type TestPlace,
} from '../../../src-server/storage/open-test-storage.ts'
import type { GatewayConfig } from '../../../src-server/app/config.ts'
import { createUser } from '../../../src-server/app/create-user.ts'
import type { Logger } from '../../../src-server/app/logger.ts'
import { serveGateway, type ServedGateway } from '../../../src-server/app/serve-gateway.ts'

/** What was logged, to look for secrets in. */
export interface TestLog extends Logger {
  readonly lines: string[]
}

export interface TestUser {
  readonly id: string
  readonly email: string
  readonly password: string
  /** An API token with all scopes of the role. */
  readonly token: string
}

/** A gateway on real stores with the provider lab as every vendor. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string
  readonly place: TestPlace
  readonly lab: ProviderLab
  readonly log: TestLog
  readonly served: ServedGateway
  /** Another instance on the same stores. */
  openSecond(): Promise<ServedGateway>
  addUser(user?: {
    readonly credits?: number
    readonly admin?: boolean
    readonly tier?: string
  }): Promise<TestUser>
  /** Asks as this user; the body goes as JSON. */
  ask(
    user: Pick<TestUser, 'token'> | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  balanceOf(user: TestUser): Promise<{ balance: number; held: number }>
}

const password = 'correct horse battery'
let users = 0

export function testConfig(
  place: TestPlace,
  lab: Pick<ProviderLab, 'url'>,
  changes: Partial<GatewayConfig> = {},
): GatewayConfig {
  return {
    host: '127.0.0.1',
    port: 0,
    dataFolder: place.dataFolder,
    databaseUrl: place.databaseUrl,
    redisUrl: place.redisUrl,
    redisPrefix: place.keyPrefix,
    trustProxy: false,
    signingSecret: 'a signing secret for tests, long enough',
    vendors: {
      anthropic: { apiKey: 'lab-anthropic', baseUrl: lab.url },
      openai: { apiKey: 'lab-openai', baseUrl: `${lab.url}/v1` },
      gemini: { apiKey: 'lab-gemini', baseUrl: lab.url },
    },
    upstreamTimeoutMs: 10_000,
    margin: 1.5,
    limits: { llm: 100_000, standard: 100_000, expensive: 100_000 },
    answerCacheTtlMs: 3_600_000,
    answerCacheBytes: 4 * 1024 * 1024,
    defaultOutputTokens: 8_192,
    maximumBodyBytes: 8 * 1024 * 1024,
    historyDays: 400,
    accessTokenSeconds: 900,
    drainMs: 1_000,
    logLevel: 'info',
    adminPageFolder: place.dataFolder,
    ...changes,
  }
}

export async function openTestGateway(
  mode: TestMode,
  changes: Partial<GatewayConfig> = {},
): Promise<TestGateway> {
  const place = await openTestPlace(mode)
  const lab = await createProviderLab()
  const log = createTestLog()
  mkdirSync(place.dataFolder, { recursive: true })
  const config = testConfig(place, lab, changes)
  const served = await serveGateway(config, log)
  const seconds: ServedGateway[] = []
  const ask: TestGateway['ask'] = async (user, method, path, body, headers = {}) =>
    await fetch(`${served.url}${path}`, {
      method,
      headers: {
        ...(user === undefined ? {} : { authorization: `Bearer ${user.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    url: served.url,
    place,
    lab,
    log,
    served,
    ask,
    async openSecond() {
      const second = await serveGateway(config, log)
      seconds.push(second)
      return second
    },
    async addUser({ credits = 1_000, admin = false, tier = 'standard' } = {}) {
      const email = `user-${String(++users)}@example.com`
      const { id } = await createUser(config, { email, password, admin, tier, credits: String(credits) })
      const login = await readJson<{ access_token: string }>(
        await ask(undefined, 'POST', '/v1/auth/login', { email, password }),
      )
      const scopes = ['llm.inference', 'usage.read', 'account', ...(admin ? ['admin'] : [])]
      const { token } = await readJson<{ token: string }>(
        await ask({ token: login.access_token }, 'POST', '/v1/auth/tokens', { name: 'test', scopes }),
      )
      return { id, email, password, token }
    },
    async balanceOf(user) {
      return await readJson<{ balance: number; held: number }>(await ask(user, 'GET', '/v1/credits'))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([served, ...seconds].map((each) => each.stop()))
      await lab.close()
      await place[Symbol.asyncDispose]()
    },
  }
}

/** The body of an answer that must have succeeded, as the type that the test expects of it. */
export async function readJson<Body>(response: Response): Promise<Body> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${String(response.status)}: ${text}`)
  return JSON.parse(text) as Body
}

function createTestLog(): TestLog {
  const lines: string[] = []
  const write = (level: string, message: string, details: unknown): void =>
    void lines.push(
      JSON.stringify({
        level,
        message,
        details: details instanceof Error ? `${details.message} ${details.stack ?? ''}` : details,
      }),
    )
  return {
    lines,
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, error, details) =>
      write(
        'error',
        message,
        error instanceof Error
          ? `${error.stack ?? error.message} ${JSON.stringify(details)}`
          : { error, ...details },
      ),
    flush: () => undefined,
  }
}
