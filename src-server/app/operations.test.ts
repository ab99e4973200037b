import { describe, expect, test } from 'vitest'
import { openTestGateway, readJson, type TestUser } from '../../e2e/server/support/open-test-gateway.ts'
import { chatClientOf, readRefusal } from '../../e2e/server/support/chat-client.ts'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { startTestRedis } from '../auth/start-test-redis.ts'
import { isDatabaseAway } from '../storage/is-database-away.ts'
import { openPostgres } from '../storage/open-postgres.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'
import { openWay } from './__fixtures__/open-way.ts'
import { parseMetrics } from './__fixtures__/parse-metrics.ts'

const recovery = { timeout: 120_000, interval: 50 }
const model = 'claude-haiku-5-5'
const ask = (content: string) => ({ model, max_tokens: 100, messages: [{ role: 'user', content }] })
const cached = {
  model,
  max_tokens: 100,
  messages: [
    {
      role: 'system',
      content: [
        {
          type: 'text',
          text: 'The office opens at nine. '.repeat(1_000),
          cache_control: { type: 'ephemeral' },
        },
      ],
    },
    { role: 'user', content: 'When?' },
  ],
}

async function statusOf(
  url: string,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}${path}`)
  return { status: response.status, body: await response.json() }
}

async function logIn(url: string, { email, password }: TestUser): Promise<Response> {
  return await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
}

describe.each(testModes)('%s', (mode) => {
  test('/healthz and /readyz say that it is well, to everybody and without limit', async () => {
    await using gateway = await openTestGateway(mode, { limits: { llm: 1, standard: 1, expensive: 1 } })
    const redis = mode === 'shared' ? 'ok' : 'not used'
    for (let time = 0; time < 3; time += 1) {
      expect(await statusOf(gateway.url, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
      expect(await statusOf(gateway.url, '/readyz')).toEqual({
        status: 200,
        body: { status: 'ready', database: 'ok', redis },
      })
    }
  })

  test('/metrics counts calls, tokens, credits, money and refusals, and names nobody', async () => {
    await using gateway = await openTestGateway(mode)
    const user = await gateway.addUser()
    const client = chatClientOf(gateway, user)
    const [cold, warm] = [await client.answer(cached), await client.answer(cached)]
    await client.stream(ask('stream'), { 'x-answer-cache': 'off' })
    await client.answer(ask('kept'))
    await client.answer(ask('kept'))
    gateway.lab.scenarios.add({ kind: 'error', status: 400, message: 'no' })
    await client.send(ask('refused'))
    await gateway.ask({ token: 'forged' }, 'GET', '/v1/credits')
    const { headers } = await gateway.ask(user, 'GET', '/v1/nothing')
    expect([headers.get('x-request-id'), headers.get('x-content-type-options')]).toEqual([
      expect.stringMatching(/^req_/),
      'nosniff',
    ])
    const response = await fetch(`${gateway.url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    const { valueOf, typeOf, names } = parseMetrics(text)
    const labels = { provider: 'anthropic', model }
    expect(typeOf('rephlo_calls_total')).toBe('counter')
    expect(valueOf('rephlo_calls_total', { ...labels, status: 'finished', answer_cached: 'false' })).toBe(4)
    expect(valueOf('rephlo_calls_total', { ...labels, status: 'finished', answer_cached: 'true' })).toBe(1)
    expect(valueOf('rephlo_calls_total', { ...labels, status: 'failed', answer_cached: 'false' })).toBe(1)
    const sum = (name: 'cache_creation_input_tokens' | 'cache_read_input_tokens') =>
      (cold.usage?.[name] ?? 0) + (warm.usage?.[name] ?? 0)
    expect(sum('cache_read_input_tokens')).toBeGreaterThan(4_000)
    expect(valueOf('rephlo_tokens_total', { ...labels, kind: 'cache_read' })).toBe(
      sum('cache_read_input_tokens'),
    )
    expect(valueOf('rephlo_tokens_total', { ...labels, kind: 'cache_write' })).toBe(
      sum('cache_creation_input_tokens'),
    )
    const history = await client.history()
    expect(valueOf('rephlo_credits_charged_total', labels)).toBe(
      history.reduce((total, { credits }) => total + credits, 0),
    )
    expect(valueOf('rephlo_vendor_cost_dollars_total', labels)).toBeCloseTo(
      history.reduce((total, { vendorCost = 0 }) => total + vendorCost, 0) / 1e9,
      9,
    )
    expect(valueOf('rephlo_prompt_caching_saved_dollars', labels)).toBeCloseTo(
      history.reduce((total, { savedCost = 0 }) => total + savedCost, 0) / 1e9,
      9,
    )
    expect(valueOf('rephlo_call_duration_seconds_count', labels)).toBe(6)
    expect(valueOf('rephlo_call_duration_seconds_bucket', { ...labels, le: '+Inf' })).toBe(6)
    expect(valueOf('rephlo_refusals_total', { status: '401', code: 'invalid_token' })).toBe(1)
    expect(valueOf('rephlo_refusals_total', { status: '404', code: 'unknown_url' })).toBe(1)
    expect(valueOf('rephlo_open_calls', {})).toBe(0)
    expect(valueOf('rephlo_redis_shared', {})).toBe(mode === 'shared' ? 1 : 0)
    expect(names).not.toContain('target_info')
    for (const own of [user.id, user.email, user.token]) expect(text).not.toContain(own)
  })
})

test('a database that is away, or hangs: 503 within seconds, told to clients without detail, and well again afterwards', async () => {
  await using place = await openTestPlace('shared')
  await using way = await openWay(place.databaseUrl ?? '')
  await using gateway = await openTestGateway('shared', { databaseUrl: way.url })
  const user = await gateway.addUser()
  for (const hinder of ['close', 'block'] as const) {
    await way[hinder]()
    expect(await statusOf(gateway.url, '/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', database: 'unavailable', redis: 'ok' },
    })
    expect(await statusOf(gateway.url, '/healthz')).toMatchObject({ status: 200 })
    await way.close()
    const refused = await gateway.ask(user, 'POST', '/v1/chat/completions', ask('now'))
    expect(refused.status).toBe(503)
    expect(await readRefusal(refused)).toMatchObject({
      error: { code: 'storage_unavailable' },
      retryAfter: 5,
    })
    await way.open()
    await expect.poll(async () => (await statusOf(gateway.url, '/readyz')).status, recovery).toBe(200)
    expect((await gateway.ask(user, 'POST', '/v1/chat/completions', ask('later'))).status).toBe(200)
  }
  await expect.poll(async () => await gateway.balanceOf(user)).toMatchObject({ held: 0 })
})

test('a connection to a database that says nothing any more is given up, and the next one works', async () => {
  await using place = await openTestPlace('shared')
  await using way = await openWay(place.databaseUrl ?? '')
  await using storage = await openPostgres(way.url, 2, 400)
  const ask = async (): Promise<unknown> => await storage.database.selectFrom('tiers').select('id').execute()
  await ask()
  way.block()
  await expect(ask()).rejects.toSatisfy(isDatabaseAway)
  await way.open()
  expect(await ask()).toHaveLength(2)
})

test('Redis away: calls go on, each instance limits by itself, logins wait, all recovers', async () => {
  await using redis = await startTestRedis()
  await using gateway = await openTestGateway('shared', {
    redisUrl: redis.url,
    limits: { llm: 4, standard: 100_000, expensive: 100_000 },
  })
  const second = await gateway.openSecond()
  const user = await gateway.addUser()
  const { access_token: session } = await readJson<TokenPair>(await logIn(gateway.url, user))
  const other = await gateway.addUser()
  const call = async (url: string, { token }: Pick<TestUser, 'token'>, text: string) =>
    await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(ask(text)),
    })
  const statuses = async (who: Pick<TestUser, 'token'>, what: string): Promise<number[]> => {
    const found: number[] = []
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      found.push(
        (await call(index % 2 === 0 ? gateway.url : second.url, who, `${what} ${String(index)}`)).status,
      )
    return found
  }
  const served = (found: readonly number[]): number => found.filter((status) => status === 200).length
  expect(served(await statuses(other, 'together'))).toBe(4)

  await redis.kill()
  await expect
    .poll(async () => await statusOf(second.url, '/readyz'), recovery)
    .toEqual({ status: 200, body: { status: 'degraded', database: 'ok', redis: 'unavailable' } })
  const alone = await statuses({ token: session }, 'alone')
  expect([served(alone), alone.filter((status) => status === 429).length]).toEqual([8, 2])
  const refused = await logIn(gateway.url, user)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  const refusal = await readRefusal(refused)
  expect(refusal).toMatchObject({ error: { code: 'sessions_unavailable' } })
  expect(refusal.retryAfter).toBeGreaterThan(0)
  expect(
    parseMetrics(await (await fetch(`${gateway.url}/metrics`)).text()).valueOf('rephlo_redis_shared', {}),
  ).toBe(0)

  await redis.restart()
  await expect
    .poll(
      async () =>
        [await statusOf(gateway.url, '/readyz'), await statusOf(second.url, '/readyz')].map(
          ({ body }) => body,
        ),
      recovery,
    )
    .toEqual([1, 2].map(() => ({ status: 'ready', database: 'ok', redis: 'ok' })))
  expect((await logIn(second.url, user)).status).toBe(200)
  expect(served(await statuses(user, 'together again'))).toBe(4)
  expect((await gateway.balanceOf(user)).held).toBe(0)
  const told = gateway.log.lines.filter((line) => line.includes('redis'))
  expect([
    told.filter((line) => line.includes('redis is away')).length,
    told.filter((line) => line.includes('redis answers')).length,
  ]).toEqual([2, 2])
})

test('a Redis that hangs holds up a call for seconds once, not each of them', async () => {
  await using redis = await startTestRedis()
  await using gateway = await openTestGateway('shared', { redisUrl: redis.url })
  const user = await gateway.addUser()
  const call = async (text: string) => await chatClientOf(gateway, user).answer(ask(text))
  await call('well')
  redis.halt()
  await call('first')
  // One time-out each would be longer than a test may take.
  for (let index = 0; index < 200; index += 1) await call(`after ${String(index)}`)
  redis.goOn()
  await expect
    .poll(async () => (await statusOf(gateway.url, '/readyz')).body, recovery)
    .toMatchObject({ status: 'ready' })
})
