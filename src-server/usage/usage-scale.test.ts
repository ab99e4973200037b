import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import shipped from '../../resources/models.json' with { type: 'json' }
import { modelTableSchema } from '../../src-shared/pricing/price-table.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import type { SqliteStorage } from '../storage/storage.ts'
import { noon } from './__fixtures__/insert-calls.ts'
import { createUsageStore } from './create-usage-store.ts'
import type { UsageStore } from './usage-store.ts'

const rows = 100_000
const minute = 60_000

/** 100,000 calls in 70 days: half of them of one user, the others of 20, over 5 models. */
const generate = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows - 1})
  INSERT INTO usage (request_id, user_id, at, provider, model, status, streamed, answer_cached, answer_cache_missed, uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens, output_tokens, credits, estimated,
    vendor_cost, cost_uncached_input, cost_cache_read, cost_cache_write, cost_output, saved_cost, breakpoints, latency_ms)
  SELECT printf('req_%036d', i * 7919 % ${rows}), CASE i % 2 WHEN 0 THEN 'heavy' ELSE 'user' || (i / 2 % 20) END, ${noon} - i * ${minute}, 'anthropic', CASE WHEN i = ${rows - 2} THEN 'rare' ELSE 'model' || (i % 5) END,
    'finished', 1, 0, 1, 1000, 5000, 100, 300, 2, 0, 9000000, 1000000, 500000, 125000, 1500000, 4475000, 2, 900 FROM n`
const sum = `INSERT INTO usage_daily SELECT user_id, date(at / 1000, 'unixepoch'), provider, model, count(*), 0, 0, count(*), 0, count(*), count(*), sum(6100), sum(1000), sum(5000), sum(100), sum(300), sum(credits), sum(vendor_cost), 0, sum(saved_cost), 0
  FROM usage GROUP BY 1, 2, 3, 4`

let opened: TestStorage
let usage: UsageStore
beforeAll(async () => {
  opened = await openTestStorage('embedded')
  const { storage } = opened
  if (storage.dialect !== 'sqlite') throw new TypeError('embedded is SQLite')
  storage.sqlite.exec(generate)
  storage.sqlite.exec(sum)
  usage = createUsageStore({ storage, now: () => noon, models: modelTableSchema.parse(shipped) })
})
afterAll(async () => await opened[Symbol.asyncDispose]())

/** How SQLite goes about all that is asked meanwhile. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const { sqlite } = opened.storage as SqliteStorage
  const prepare = vi.spyOn(sqlite, 'prepare')
  await work()
  const asked = prepare.mock.calls.map(([text]) => text)
  prepare.mockRestore()
  return asked.flatMap((text) => {
    const values = Array.from(text.matchAll(/\?/g), () => null)
    const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  })
}

/** How often others had a turn while the work went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const watch = (): void => {
    turns += 1
    if (!isDone) setImmediate(watch)
  }
  setImmediate(watch)
  await work
  isDone = true
  return turns
}

const month = { from: '2026-10-23', to: '2026-11-21' }
test.each([
  ['the first page of a user', () => usage.page('heavy', { limit: 200 })],
  [
    'a page of a user in the middle of the history',
    () => usage.page('heavy', { limit: 200, to: noon - 50_000 * minute }),
  ],
  ['a page of all users', () => usage.page(undefined, { limit: 200 })],
  [
    'a page of all users by model',
    () => usage.page(undefined, { limit: 200, model: 'model3', from: noon - 90_000 * minute }),
  ],
  [
    'a search that finds one call at the end of the history',
    () => usage.page('heavy', { limit: 200, model: 'rare' }),
  ],
  ['a search that finds nothing', () => usage.page('heavy', { limit: 200, provider: 'openai' })],
  ["a user's month by day", () => usage.summary('heavy', { ...month, groupBy: 'day' })],
  ['the month of all users by model', () => usage.summary(undefined, { ...month, groupBy: 'model' })],
  ['answer cache statistics of all', () => usage.answerCacheStats(undefined)],
])('%s is found by an index, never by reading all calls', async (_, ask) => {
  const plans = await plansOf(ask)
  expect(plans).not.toEqual([])
  expect(plans.filter((plan) => /^SCAN usage(?! USING)\b(?!_)/.test(plan))).toEqual([])
})

test('the last page is found by an index like the first', async () => {
  const middle = (await usage.page('heavy', { limit: 1, to: noon - 90_000 * minute })).nextCursor
  const plans = await plansOf(async () => await usage.page('heavy', { limit: 200, cursor: middle }))
  expect(plans).not.toEqual([])
  for (const plan of plans) expect(plan).toMatch(/^SEARCH usage USING INDEX .*\(at,request_id\)/)
})

// SQLite blocks the process while it reads, so what takes long is done in pieces.
test('a long search lets others through', async () => {
  expect(await turnsDuring(usage.page(undefined, { limit: 200, provider: 'openai' }))).toBeGreaterThan(5)
})

test('analytics and purging let others through', async () => {
  expect(await turnsDuring(usage.cacheAnalytics(month))).toBeGreaterThan(5)
  expect(await turnsDuring(usage.purge(noon - (rows - 5_000) * minute))).toBeGreaterThan(5)
})
