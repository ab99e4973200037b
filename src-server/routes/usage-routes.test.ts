import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { creditsSchema } from '../../src-shared/dedicated-api/account.ts'
import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import {
  usagePageSchema,
  usageSummarySchema,
  type UsagePage,
} from '../../src-shared/dedicated-api/usage-summary.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { toUsageRecord, type CallFacts } from '../usage/to-usage-record.ts'
import { openAdminApp, type TestAdminApp } from './__fixtures__/open-admin-app.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
let calls = 0

function recordFor(userId: string, differences: Partial<CallFacts> = {}): UsageRecord {
  calls += 1
  const facts: CallFacts = {
    requestId: `req_${calls}`,
    userId,
    at: noon,
    provider: 'anthropic',
    model: 'claude-haiku-5-5',
    status: 'finished',
    streamed: false,
    usage: undefined,
    charge: { credits: 0, isEstimated: false },
    breakpoints: 0,
    latencyMs: 1,
  }
  return toUsageRecord({ ...facts, ...differences })
}

describe.each(testModes)('usage routes, %s', (mode) => {
  let app: TestAdminApp
  beforeAll(async () => {
    app = await openAdminApp(mode)
    app.place.clock.now = noon
  })
  afterAll(async () => await app[Symbol.asyncDispose]())
  const get = async (token: string | undefined, path: string) =>
    await app.call('GET', path, token === undefined ? {} : { token })

  test('the balance tells what is left and what is held, and no cache may keep it', async () => {
    const { id, token } = await app.signIn()
    await app.credits.grant({ userId: id, delta: 50, note: '' })
    await app.credits.hold({
      requestId: `hold-${id}`,
      userId: id,
      amount: 8,
      provider: 'anthropic',
      model: 'm',
      streamed: false,
    })
    const answer = await get(token, '/v1/credits')
    expect(creditsSchema.parse(answer.body)).toEqual({ balance: 42, held: 8, creditsPerDollar: 100 })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('everybody reads their own history alone; admins may name others', async () => {
    const [ann, ben, admin] = [await app.signIn(), await app.signIn(), await app.signIn({ role: 'admin' })]
    await app.credits.settle({ record: recordFor(ann.id) })
    await app.credits.settle({ record: recordFor(ben.id, { model: 'secret-of-ben' }) })
    const own = await get(ann.token, `/v1/usage?user_id=${ann.id}`)
    expect(usagePageSchema.parse(own.body).data.map(({ userId }) => userId)).toEqual([ann.id])
    for (const path of ['/v1/usage', '/v1/usage/summary']) {
      const refused = await get(ann.token, `${path}?user_id=${ben.id}`)
      expect(refused).toMatchObject({
        status: 403,
        body: { error: { type: 'permission_error', param: 'user_id' } },
      })
      expect(JSON.stringify(refused.body)).not.toContain('secret-of-ben')
      expect((await get(admin.token, `${path}?user_id=${ben.id}`)).status).toBe(200)
    }
    const foreignCursor = (await get(admin.token, '/v1/admin/usage?limit=1')).body as UsagePage
    const opened = await get(ann.token, `/v1/usage?cursor=${foreignCursor.nextCursor ?? ''}`)
    expect((opened.body as UsagePage).data.every(({ userId }) => userId === ann.id)).toBe(true)
    expect(JSON.stringify((await get(ann.token, '/v1/usage/summary?group_by=model')).body)).not.toContain(
      'secret-of-ben',
    )
  })

  test('statistics of all users are for admins', async () => {
    const [ann, admin] = [await app.signIn(), await app.signIn({ role: 'admin' })]
    const hitsOfAll = async () =>
      ((await get(admin.token, '/v1/cache/stats?scope=all')).body as { hits: number }).hits
    const before = await hitsOfAll()
    await app.credits.settle({ record: recordFor(ann.id, { answerCacheSavedCredits: 7 }) })
    expect((await get(ann.token, '/v1/cache/stats')).body).toEqual({
      hits: 1,
      misses: 0,
      hitRate: 100,
      estimatedSavings: '$0.07',
    })
    expect(await get(ann.token, '/v1/cache/stats?scope=all')).toMatchObject({
      status: 403,
      body: { error: { param: 'scope' } },
    })
    expect((await get(admin.token, '/v1/cache/stats')).body).toMatchObject({ hits: 0 })
    expect(await hitsOfAll()).toBe(before + 1)
  })

  test('without a token, or with one for other things, nothing is told', async () => {
    const { id } = await app.signIn()
    const principal = {
      userId: id,
      tier: 'standard',
      role: 'user',
      scopes: ['llm.inference', 'account'],
      via: { kind: 'session', id: 's' },
    } as const
    const { token } = await app.place.auth.createApiToken(principal, {
      name: 'calls only',
      scopes: ['llm.inference'],
    })
    for (const path of ['/v1/credits', '/v1/usage', '/v1/usage/summary', '/v1/cache/stats']) {
      expect((await get(undefined, path)).status).toBe(401)
      expect((await get(token, path)).status).toBe(403)
    }
  })

  test.each([
    ['usage', 'limit', '0'],
    ['usage', 'limit', '201'],
    ['usage', 'limit', 'ten'],
    ['usage', 'limit', '1.5'],
    ['usage', 'cursor', 'bm8'],
    ['usage', 'cursor', ''],
    ['usage', 'from', 'yesterday'],
    ['usage', 'from', '2026-02-30'],
    ['usage', 'from', '-1'],
    ['usage', 'from', '1e99'],
    ['usage', 'to', '999999999999999'],
    ['usage', 'to', '2026-11-21T10:00'],
    ['usage', 'model', ''],
    ['usage', 'model', 'a%00b'],
    ['usage', 'provider', 'x'.repeat(201)],
    ['usage', 'status', 'done'],
    ['usage', 'user_id', '%00'],
    ['usage', 'userId', 'me'],
    ['usage', '__proto__', 'x'],
    ['usage/summary', 'group_by', 'user'],
    ['usage/summary', 'groupBy', 'day'],
    ['usage/summary', 'limit', '5'],
    ['cache/stats', 'scope', 'everything'],
  ])('GET /v1/%s with a malformed or unknown %s=%s is a 400 that names it', async (path, name, value) => {
    const { token } = await app.signIn()
    const answer = await get(token, `/v1/${path}?${name}=${value}`)
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param: name } },
    })
  })

  test('dates, instants and milliseconds mean the same times, and a date as `to` includes its day', async () => {
    const { id, token } = await app.signIn()
    await app.credits.settle({ record: recordFor(id, { at: noon }) })
    const found = async (query: string) =>
      ((await get(token, `/v1/usage?${query}`)).body as UsagePage).data.length
    expect(await found('from=2026-11-21&to=2026-11-21')).toBe(1)
    expect(await found('to=2026-11-20')).toBe(0)
    expect(await found('from=2026-11-21T13:00:00%2B01:00')).toBe(1)
    expect(await found(`from=${noon + 1}`)).toBe(0)
    expect(await found(`to=${noon}`)).toBe(0)
    const days = async (query: string) =>
      (({ from, to }) => [from, to])(
        usageSummarySchema.parse((await get(token, `/v1/usage/summary?${query}`)).body),
      )
    expect(await days('')).toEqual(['2026-10-23', '2026-11-21'])
    expect(await days('from=2026-11-01&to=2026-11-03')).toEqual(['2026-11-01', '2026-11-03'])
    expect(await days('to=2026-11-03T00:00:00Z')).toEqual(['2026-10-04', '2026-11-02'])
  })

  test.each([
    'from=2026-11-21&to=2026-11-20',
    `from=${noon}&to=${noon - 1}`,
    'from=2026-11-22T00:00:00Z&to=2026-11-21',
  ])('a beginning after the end (%s) is refused', async (query) => {
    const { token } = await app.signIn()
    for (const path of ['usage', 'usage/summary'])
      expect(await get(token, `/v1/${path}?${query}`)).toMatchObject({
        status: 400,
        body: { error: { param: 'from' } },
      })
  })

  const tokens = fc.option(fc.nat(5_000), { nil: undefined })
  const facts = fc.record({
    at: fc.integer({ min: noon - 3 * 86_400_000, max: noon }),
    model: fc.constantFrom('a', 'b'),
    provider: fc.constantFrom('anthropic', 'openai'),
    status: fc.constantFrom('finished' as const, 'failed' as const, 'cancelled' as const),
    usage: fc.option(
      fc.record({
        uncachedInputTokens: fc.nat(5_000),
        cacheReadTokens: tokens,
        cacheWriteTokens: fc.option(fc.record({ fiveMinutes: tokens, oneHour: tokens, other: tokens }), {
          nil: undefined,
        }),
        outputTokens: tokens,
      }),
      { nil: undefined },
    ),
    charge: fc.record({
      credits: fc.nat(40),
      vendorCost: fc.option(fc.nat(1_000_000), { nil: undefined }),
      savedCost: fc.option(fc.integer({ min: -50_000, max: 50_000 }), { nil: undefined }),
      isEstimated: fc.boolean(),
    }),
    answerCacheSavedCredits: fc.option(fc.nat(9), { nil: undefined, freq: 4 }),
  })

  test('sums equal the sums of the rows, whatever was settled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 12 }), async (many) => {
        const { id, token } = await app.signIn()
        await app.credits.grant({ userId: id, delta: 200, note: '' })
        for (const each of many) await app.credits.settle({ record: recordFor(id, each) })
        const rows = usagePageSchema.parse((await get(token, '/v1/usage?limit=200')).body).data
        expect(rows).toHaveLength(many.length)
        for (const grouping of ['day', 'model', 'provider']) {
          const { totals, groups } = usageSummarySchema.parse(
            (await get(token, `/v1/usage/summary?from=2026-11-01&group_by=${grouping}`)).body,
          )
          for (const figures of [[totals], groups]) {
            const sum = (
              name: 'requests' | 'credits' | 'vendorCost' | 'savedCost' | 'outputTokens' | 'hitRequests',
            ): number => figures.reduce((all, one) => all + one[name], 0)
            expect(sum('requests')).toBe(rows.length)
            expect(sum('credits')).toBe(rows.reduce((all, { credits }) => all + credits, 0))
            expect(sum('vendorCost')).toBe(rows.reduce((all, { vendorCost = 0 }) => all + vendorCost, 0))
            expect(sum('savedCost')).toBe(rows.reduce((all, { savedCost = 0 }) => all + savedCost, 0))
            expect(sum('outputTokens')).toBe(
              rows.reduce((all, { outputTokens = 0 }) => all + outputTokens, 0),
            )
            expect(sum('hitRequests')).toBe(
              rows.filter(({ cacheReadTokens = 0 }) => cacheReadTokens > 0).length,
            )
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})
