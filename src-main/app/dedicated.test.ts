import { createServer } from 'node:http'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { isTerminal, type RunEvent, type TerminalRunEvent } from '../../src-shared/run-event.ts'
import {
  openTestGateway,
  type TestGateway,
  type TestUser,
} from '../../e2e/server/support/open-test-gateway.ts'
import { prepareRun, type AssistRequest } from '../assist/prepare-run.ts'
import { runAssist } from '../assist/run-assist.ts'
import { keychainAccountOf } from '../dedicated/token-store.ts'
import { Keychain } from '../secrets/keychain.ts'
import { readConfig } from './config.ts'
import { createServices, type Services } from './create-services.ts'

const model = 'claude-sonnet-5-5'

let gateway: TestGateway
/** With more credits than the tests use. */
let user: TestUser
let dataFolder: string
let services: Services
let spaceId: string

beforeAll(async () => {
  gateway = await openTestGateway('embedded')
  user = await gateway.addUser({ credits: 500 })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'rephlo-dedicated-'))
  services = open()
  services.settings.update({
    mode: 'dedicated',
    provider: 'anthropic',
    fallbacks: ['practice'],
    models: { 'dedicated-api': model },
  })
  const space = services.spaces.create('Handbook')
  spaceId = services.spaces.setCachePolicy(space.id, '5m').id
  await services.spaces.saveDocument({
    spaceId,
    title: 'Policy',
    text: `${spaceId}. ${'Parcels leave at four every working day. '.repeat(700)}`,
  })
})

afterEach(async () => {
  services[Symbol.dispose]()
  await new Keychain().delete(keychainAccountOf(dataFolder))
  rmSync(dataFolder, { recursive: true, force: true })
})

/** Another start on the same data folder, with the real keychain. */
function open(environment: Record<string, string> = {}): Services {
  return createServices(readConfig({ dataFolder, isCommandLine: true }, environment), fetch)
}

const logIn = ({ email, password } = user) =>
  services.dedicated.login({ server: gateway.url, email, password })

async function run(
  change: Partial<AssistRequest> = {},
  on = services,
): Promise<{ end: TerminalRunEvent; events: RunEvent[] }> {
  const events: RunEvent[] = []
  const prepared = prepareRun(on, {
    commandId: 'fix',
    spaceId,
    text: 'teh text',
    instructions: '',
    allowLarge: false,
    ...change,
  })
  for await (const event of runAssist(on, prepared, new AbortController().signal)) events.push(event)
  const end = events.at(-1)
  if (end === undefined || !isTerminal(end)) throw new Error('the stream is not whole')
  return { end, events }
}

const saying = (words: string): unknown => expect.stringContaining(words)
const errorOf = ({ end }: { end: TerminalRunEvent }) => (end.type === 'failed' ? end.error : undefined)

test('cold, then warm: the second run costs fewer credits, costs are what the credits are worth, and the books agree', async () => {
  expect(await logIn()).toEqual({
    server: gateway.url,
    login: { email: user.email, tier: 'standard', keptIn: 'keychain' },
    problem: undefined,
  })
  const { balance } = await services.dedicated.credits()
  const cold = await run()
  const warm = await run({ commandId: 'summarize', text: 'another text' })
  expect([cold.end.cache.status, warm.end.cache.status]).toEqual(['write', 'hit'])
  const [first, second] = [cold.end.credits?.charged ?? 0, warm.end.credits?.charged ?? 0]
  expect(second).toBeLessThan(first)
  expect(cold.end.cost.actual).toBe(first * 10_000_000)
  expect(warm.end.cost.saved).toBe((warm.end.cost.uncached ?? 0) - second * 10_000_000)
  expect(warm.end.cost.saved).toBeGreaterThan(0)
  expect(warm.end.credits?.balance).toBe(balance - first - second)
  expect(await services.dedicated.credits()).toMatchObject({
    balance: balance - first - second,
    held: 0,
    creditsPerDollar: 100,
  })
  const runs = services.runs.list('real', 10)
  expect(runs.map(({ creditsCharged, provider }) => [creditsCharged, provider])).toEqual([
    [second, 'dedicated-api'],
    [first, 'dedicated-api'],
  ])
  expect(services.runs.summary('all', 'real').totals.actualCost).toBe((first + second) * 10_000_000)
})

test('models and prices are the gateway’s, and a later start knows them without asking', async () => {
  await logIn()
  using later = open()
  const list = later.models['dedicated-api']?.models ?? []
  expect(list.map(({ id, vendor }) => [id, vendor])).toContainEqual([model, 'anthropic'])
  expect(list.find(({ id }) => id === model)).toMatchObject({
    caching: { control: 'breakpoints', lifetimes: ['5m', '1h'] },
    prices: [{ input: 3_000, cacheRead: 150, cacheWrite5m: 3_750, output: 15_000 }],
  })
})

test('a session that ended at the server ends here: said once, logged out, nothing of the run lost, and own keys untouched', async () => {
  await logIn()
  const before = services.settings.get()
  await (
    await services.dedicated.account()
  ).withToken(gateway.url, new AbortController().signal, (token) =>
    gateway.ask({ token }, 'POST', '/v1/auth/logout', {}),
  )
  const changes: string[] = []
  services.dedicated.onChange((change) => changes.push(change))
  const ended = await run()
  expect(errorOf(ended)).toEqual({
    code: 'logged_out',
    message: 'Your session has ended. Log in again in Settings.',
    retryable: false,
  })
  expect(
    ended.events.map(({ type }) => type),
    'nobody else is asked',
  ).not.toContain('warning')
  expect(changes).toEqual(['login'])
  expect(await services.dedicated.status()).toEqual({
    server: gateway.url,
    problem: 'Your session has ended. Log in again.',
    lastEmail: user.email,
  })
  expect(services.settings.get()).toEqual(before)
  await logIn()
  expect((await run()).end.type).toBe('finished')
})

test('without credits the balance is told; with few, the answer is as long as they allow', async () => {
  await logIn(await gateway.addUser({ credits: 0 }))
  const refused = await run()
  expect(errorOf(refused)).toMatchObject({
    code: 'no_credits',
    message: saying('You have 0 credits left'),
    retryable: false,
  })
  expect(refused.end).toMatchObject({ credits: { charged: 0, balance: 0 }, cost: { actual: 0, saved: 0 } })
  expect(services.runs.list('real', 1)).toMatchObject([{ creditsCharged: 0 }])
  await logIn(await gateway.addUser({ credits: 20 }))
  expect((await run()).end).toMatchObject({ type: 'finished', credits: { charged: 3 } })
})

test('an API token from the surroundings needs no login, and an invalid one is named', async () => {
  using scripted = open({ REPHLO_API_TOKEN: user.token })
  scripted.dedicated.useServer(gateway.url)
  expect(await scripted.dedicated.status()).toMatchObject({ login: { keptIn: 'environment' } })
  await (await scripted.dedicated.account()).refreshModels(gateway.url)
  expect((await run({ baseUrl: gateway.url }, scripted)).end).toMatchObject({
    type: 'finished',
    credits: { charged: 3 },
    cost: { actual: 30_000_000 },
  })
  using refused = open({ REPHLO_API_TOKEN: 'rephlo_0000' })
  expect(errorOf(await run({ baseUrl: gateway.url }, refused))).toMatchObject({
    code: 'logged_out',
    message: saying('REPHLO_API_TOKEN'),
  })
})

test('wrong passwords, wrong addresses and refusals each say what to do, and leave nobody logged in', async () => {
  const attempt = (login: object) =>
    services.dedicated.login({ server: gateway.url, email: user.email, password: user.password, ...login })
  await expect(attempt({ password: 'wrong horse battery' })).rejects.toMatchObject({
    code: 'permission_denied',
    message: saying('password is wrong'),
  })
  await expect(attempt({ server: gateway.lab.url })).rejects.toMatchObject({
    code: 'provider_error',
    message: saying('not as a Rephlo server does'),
  })
  await expect(attempt({ server: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'network',
    message: saying('Is the address right'),
  })
  await expect(attempt({ server: 'http://192.168.1.9' })).rejects.toMatchObject({ code: 'bad_input' })
  expect(await services.dedicated.status()).toEqual({})
  expect(services.settings.get().baseUrls).toEqual({})
})

test('addresses as people copy them reach the server, and a path that it does not have is no model that is missing', async () => {
  for (const path of ['/admin/', '/v1'])
    expect(
      await services.dedicated.login({
        server: `${gateway.url}${path}`,
        email: user.email,
        password: user.password,
      }),
    ).toMatchObject({ server: gateway.url })
  await expect(
    services.dedicated.login({
      server: `${gateway.url}/elsewhere`,
      email: user.email,
      password: user.password,
    }),
  ).rejects.toMatchObject({ code: 'provider_error', message: saying('not as a Rephlo server does') })
})

test('a server that limits logins is told with its wait', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(429, { 'retry-after': '42' }).end(
      JSON.stringify({
        error: { message: 'Too many.', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' },
        retryAfter: 42,
      }),
    ),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(
    services.dedicated.login({ server: `http://127.0.0.1:${port}`, email: 'a@example.com', password: 'x' }),
  ).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 42_000, message: saying('Wait 42 seconds') })
  server.close()
})

test('neither password nor tokens are in any file, and the session survives a restart', async () => {
  await logIn()
  await run()
  const kept = (await new Keychain().get(keychainAccountOf(dataFolder))) ?? ''
  const secrets = [
    user.password,
    ...[...kept.matchAll(/"(?:access|refresh)Token":"([^"]+)"/g)].map(([, token]) => token ?? ''),
  ]
  expect(secrets).toHaveLength(3)
  const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  for (const file of files) {
    const content = readFileSync(join(file.parentPath, file.name), 'latin1')
    for (const secret of secrets) expect(content.includes(secret), file.name).toBe(false)
  }
  using later = open()
  expect(await later.dedicated.status()).toMatchObject({ login: { email: user.email } })
  expect((await run({}, later)).end.type).toBe('finished')
  await later.dedicated.logout()
  expect(await new Keychain().get(keychainAccountOf(dataFolder))).toBeUndefined()
})

test('who was never logged in is told to, and the provider of the own keys is back with its mode', () => {
  services.settings.update({ models: {} })
  expect(() =>
    prepareRun(services, { commandId: 'fix', spaceId, text: 'x', instructions: '', allowLarge: false }),
  ).toThrow(expect.objectContaining({ code: 'logged_out' }))
  services.settings.update({ mode: 'byok' })
  expect(
    prepareRun(services, { commandId: 'fix', spaceId, text: 'x', instructions: '', allowLarge: false })
      .provider.id,
  ).toBe('anthropic')
})
