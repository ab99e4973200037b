import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  answerCacheStatsSchema,
  usagePageSchema,
  usageSummarySchema,
} from '../../src-shared/dedicated-api/usage-summary.ts'
import { openTestStorage, testModes, type TestStorage } from '../storage/open-test-storage.ts'
import { callOf, insertCalls, noon } from './__fixtures__/insert-calls.ts'
import { createUsageStore } from './create-usage-store.ts'
import { encodeCursor } from './page-cursor.ts'
import type { UsagePageQuery, UsageStore } from './usage-store.ts'

const dayMs = 86_400_000
const injections = [
  `' OR '1'='1`,
  `u' --`,
  `"; DROP TABLE usage; --`,
  `%`,
  `_`,
  `' UNION SELECT password_hash FROM users --`,
  `\\'`,
  `$1`,
  `?`,
]

describe.each(testModes)('usage history, %s', (mode) => {
  let opened: TestStorage
  let usage: UsageStore
  beforeAll(async () => {
    opened = await openTestStorage(mode)
    usage = createUsageStore({ storage: opened.storage, now: () => noon, models: {} })
  })
  afterAll(async () => await opened[Symbol.asyncDispose]())

  async function allPages(userId: string | undefined, query: UsagePageQuery): Promise<string[]> {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = usagePageSchema.parse(await usage.page(userId, { ...query, cursor }))
      seen.push(...page.data.map(({ requestId }) => requestId))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return seen
  }

  test('pages neither skip nor repeat a call, though many have the same time', async () => {
    const rows = Array.from({ length: 25 }, (_, index) =>
      callOf({ user_id: 'pager', at: noon + Math.floor(index / 9) }),
    )
    await insertCalls(opened.storage, [...rows].reverse())
    const newestFirst = rows.map(({ request_id: id }) => id).reverse()
    for (const limit of [1, 4, 5, 25, 200]) expect(await allPages('pager', { limit })).toEqual(newestFirst)
    expect((await usage.page('pager', { limit: 25 })).nextCursor).toBeUndefined()
  })

  test('calls that come while somebody pages do not move the later pages', async () => {
    const rows = [1, 2, 3, 4].map((second) => callOf({ user_id: 'reader', at: noon + second }))
    await insertCalls(opened.storage, rows)
    const first = await usage.page('reader', { limit: 2 })
    await opened.storage.database
      .insertInto('usage')
      .values(callOf({ user_id: 'reader', at: noon + 9 }))
      .execute()
    const second = await usage.page('reader', { limit: 2, cursor: first.nextCursor })
    expect(second.data.map(({ at }) => at)).toEqual([noon + 2, noon + 1])
  })

  test('filters hold together, and `to` is excluded', async () => {
    const common = { user_id: 'filter', at: noon }
    await insertCalls(opened.storage, [
      callOf({ ...common, model: 'a' }),
      callOf({ ...common, model: 'b', provider: 'openai' }),
      callOf({ ...common, model: 'b', provider: 'openai', status: 'failed' }),
      callOf({ ...common, at: noon + 10, model: 'a' }),
    ])
    const count = async (query: Partial<UsagePageQuery>): Promise<number> =>
      (await usage.page('filter', { limit: 50, ...query })).data.length
    expect(await count({ model: 'a' })).toBe(2)
    expect(await count({ model: 'b', status: 'failed' })).toBe(1)
    expect(await count({ provider: 'openai', model: 'a' })).toBe(0)
    expect(await count({ from: noon, to: noon + 10 })).toBe(3)
    expect(await count({ from: noon + 10, to: noon + 11 })).toBe(1)
  })

  test('a search through a long history finds every call in order, also where very many have the same time', async () => {
    const rows = Array.from({ length: 24_000 }, (_, index) =>
      callOf({
        user_id: 'long',
        at: noon + (index < 13_000 ? 0 : index),
        model: index % 4_000 === 1 ? 'rare' : 'common',
      }),
    )
    await insertCalls(opened.storage, rows)
    const rare = rows
      .filter(({ model }) => model === 'rare')
      .map(({ request_id: id }) => id)
      .reverse()
    for (const limit of [2, 6, 200]) expect(await allPages('long', { limit, model: 'rare' })).toEqual(rare)
  })

  test('a call is told with what is known, and with nothing in place of what is not', async () => {
    const known = {
      uncached_input_tokens: 100,
      cache_read_tokens: 300,
      cache_write_1h_tokens: 0,
      output_tokens: 7,
      credits: 2,
      vendor_cost: 10,
      cost_uncached_input: 1,
      cost_cache_read: 2,
      cost_cache_write: 3,
      cost_output: 4,
      saved_cost: -5,
    }
    await insertCalls(opened.storage, [
      callOf({ user_id: 'told', at: noon, ...known }),
      callOf({ user_id: 'told', at: noon - 1 }),
    ])
    const [full, bare] = (await usage.page('told', { limit: 2 })).data
    expect(full).toMatchObject({
      cacheReadTokens: 300,
      cacheWrite1hTokens: 0,
      cacheHitRate: 0.75,
      savedCost: -5,
      costBreakdown: { uncachedInput: 1, cacheRead: 2, cacheWrite: 3, output: 4 },
      streamed: false,
    })
    expect(full).not.toHaveProperty('cacheWrite5mTokens', 0)
    expect(
      Object.entries({ ...bare }).filter(
        ([name, value]: [string, unknown]) =>
          value !== undefined && /Tokens|Cost|Rate|shortfall|firstToken|error/.test(name),
      ),
    ).toEqual([])
  })

  test('nothing in a filter or a cursor is taken for SQL, nor opens the calls of others', async () => {
    await insertCalls(opened.storage, [
      callOf({ user_id: 'victim', model: 'secret-model' }),
      callOf({ user_id: 'thief', at: noon - 5 }),
    ])
    for (const text of injections) {
      expect((await usage.page('thief', { limit: 10, model: text })).data).toEqual([])
      expect((await usage.page('thief', { limit: 10, provider: text })).data).toEqual([])
      expect((await usage.page(text, { limit: 10 })).data).toEqual([])
      const forged = await usage.page('thief', { limit: 10, cursor: encodeCursor([noon + dayMs, text]) })
      expect(forged.data.map(({ userId }) => userId)).toEqual(['thief'])
    }
    const foreign = (await usage.page(undefined, { limit: 1 })).nextCursor
    expect(
      (await usage.page('thief', { limit: 10, cursor: foreign })).data.every(
        ({ userId }) => userId === 'thief',
      ),
    ).toBe(true)
  })

  test.each([
    '',
    'x',
    '!!',
    encodeCursor([]),
    encodeCursor(['1', 'a']),
    encodeCursor([1.5, 'a']),
    encodeCursor([1e300, 'a']),
    encodeCursor([1, 'a\u0000b']),
    encodeCursor([1, 'a', 'b']),
    Buffer.from('{"at":1}').toString('base64url'),
  ])('a cursor that no page gave is refused: %j', async (cursor) => {
    await expect(usage.page('u', { limit: 1, cursor })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_cursor',
      options: { param: 'cursor' },
    })
  })

  test('sums by day, model and provider add up to the totals, with rates where something was reported', async () => {
    const common = { user_id: 'summed', credits: 3, vendor_cost: 100 }
    await insertCalls(opened.storage, [
      callOf({ ...common, uncached_input_tokens: 50, cache_read_tokens: 150, saved_cost: 40 }),
      callOf({
        ...common,
        uncached_input_tokens: 100,
        cache_read_tokens: 0,
        cache_write_5m_tokens: 100,
        saved_cost: -10,
      }),
      callOf({ ...common, at: noon - dayMs, provider: 'openai', model: 'gpt', status: 'failed' }),
      callOf({ ...common, at: noon - 40 * dayMs, credits: 1_000 }),
      callOf({ ...common, user_id: 'somebody-else', credits: 1_000 }),
    ])
    const range = { from: '2026-11-20', to: '2026-11-21' }
    const byDay = usageSummarySchema.parse(await usage.summary('summed', { ...range, groupBy: 'day' }))
    expect(byDay.totals).toMatchObject({
      requests: 3,
      failed: 1,
      credits: 9,
      vendorCost: 300,
      savedCost: 30,
      unknownSavingRequests: 1,
      reportingRequests: 2,
      inputTokens: 400,
      requestHitRate: 0.5,
      tokenReuse: 0.375,
    })
    expect(byDay.groups.map(({ key, requests }) => [key, requests])).toEqual([
      ['2026-11-20', 1],
      ['2026-11-21', 2],
    ])
    const byModel = usageSummarySchema.parse(await usage.summary('summed', { ...range, groupBy: 'model' }))
    expect(byModel.groups.map(({ key, provider, credits }) => [key, provider, credits])).toEqual([
      ['claude-haiku-4-5', 'anthropic', 6],
      ['gpt', 'openai', 3],
    ])
    const byProvider = usageSummarySchema.parse(
      await usage.summary('summed', { ...range, groupBy: 'provider' }),
    )
    expect(byProvider.groups.map(({ key }) => key)).toEqual(['anthropic', 'openai'])
    expect(byProvider.groups[1]?.requestHitRate).toBeUndefined()
    expect(
      (await usage.summary(undefined, { ...range, groupBy: 'day' })).totals.credits,
    ).toBeGreaterThanOrEqual(1_009)
  })

  test('a user without calls has zeros, no rates and no groups', async () => {
    const summary = usageSummarySchema.parse(
      await usage.summary('nobody', { from: '2026-11-01', to: '2026-11-21', groupBy: 'model' }),
    )
    expect(summary).toMatchObject({ totals: { requests: 0, credits: 0 }, groups: [] })
    expect(summary.totals.tokenReuse).toBeUndefined()
    expect(await usage.answerCacheStats('nobody')).toEqual({
      hits: 0,
      misses: 0,
      hitRate: 0,
      estimatedSavings: '$0.00',
    })
  })

  test('answer cache statistics have the forms of the specification', async () => {
    const hit = (saved: number) =>
      callOf({ user_id: 'cached', answer_cached: 1, answer_cache_saved_credits: saved })
    const missed = (user: string) => callOf({ user_id: user, answer_cache_missed: 1 })
    await insertCalls(opened.storage, [
      ...Array.from({ length: 150 }, () => hit(1)),
      ...Array.from({ length: 50 }, () => missed('cached')),
      callOf({ user_id: 'cached' }),
      missed('thirds'),
      missed('thirds'),
      { ...hit(1), user_id: 'thirds' },
      callOf({ user_id: 'never looked' }),
    ])
    expect(answerCacheStatsSchema.parse(await usage.answerCacheStats('cached'))).toEqual({
      hits: 150,
      misses: 50,
      hitRate: 75,
      estimatedSavings: '$1.50',
    })
    expect(await usage.answerCacheStats('thirds')).toEqual({
      hits: 1,
      misses: 2,
      hitRate: 33.33,
      estimatedSavings: '$0.01',
    })
    expect(await usage.answerCacheStats('never looked')).toEqual({
      hits: 0,
      misses: 0,
      hitRate: 0,
      estimatedSavings: '$0.00',
    })
    expect((await usage.answerCacheStats(undefined)).hits).toBeGreaterThanOrEqual(151)
  })

  test('old calls are purged, newer ones and all sums stay', async () => {
    const old = noon - 500 * dayMs
    await insertCalls(
      opened.storage,
      Array.from({ length: 1_200 }, (_, index) =>
        callOf({ user_id: 'old', at: old + Math.floor(index / 700), credits: 1 }),
      ),
    )
    expect(await usage.purge(old + 1)).toBe(700)
    expect((await usage.page('old', { limit: 1 })).data[0]?.at).toBe(old + 1)
    expect(await usage.purge(old + 2)).toBe(500)
    expect((await usage.page('old', { limit: 1 })).data).toEqual([])
    expect(
      (await usage.summary('old', { from: '2025-01-01', to: '2026-11-21', groupBy: 'day' })).totals.credits,
    ).toBe(1_200)
    expect(await usage.purge(old + 2, AbortSignal.abort())).toBe(0)
  })
})
