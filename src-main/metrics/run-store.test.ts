import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { missReasons } from '../../src-shared/cache-miss.ts'
import type { RunRecord, SavingsTotals, UpkeepRecord } from '../../src-shared/savings.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { RunStore } from './run-store.ts'
import { noTotals, totalsOfRun, totalsOfUpkeep } from './run-totals.ts'
import { anyRun, anyUpkeep, day, noon } from './__fixtures__/any-run.ts'

const base: RunRecord = {
  id: 'r',
  startedAt: noon,
  commandId: 'fix',
  commandTitle: 'Fix',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  practice: false,
  status: 'finished',
  cacheStatus: 'unknown',
  plan: { marks: [], reason: 'none' },
  latencyMs: 100,
}

let storage: TestStorage
let runs: RunStore

beforeEach(() => {
  storage = openTestStorage()
  runs = new RunStore(storage.storage, () => noon)
})

afterEach(() => storage.remove())
const upkeepBase: UpkeepRecord = {
  id: 'u',
  at: noon,
  kind: 'refresh',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  practice: false,
}

test('the daily sums, the reasons and the Spaces equal a recount of runs and upkeep, for every scope', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyRun, { selector: ({ id }) => id, maxLength: 20 }),
      fc.uniqueArray(anyUpkeep, { selector: ({ id }) => id, maxLength: 8 }),
      (list, expenses) => {
        const fresh = openTestStorage()
        const store = new RunStore(fresh.storage, () => noon)
        const records = list.map(({ space, ...run }): RunRecord => ({
          ...base,
          ...run,
          ...space,
          error: run.status === 'failed' ? (run.error ?? { code: 'network', message: 'm' }) : undefined,
        }))
        const upkeep = expenses.map(({ space, ...expense }): UpkeepRecord => ({
          ...upkeepBase,
          ...expense,
          ...space,
        }))
        for (const record of records) store.record(record)
        for (const expense of upkeep) store.recordUpkeep(expense)
        for (const practice of [true, false]) {
          const runsOf = records.filter((record) => record.practice === practice)
          const upkeepOf = upkeep.filter((record) => record.practice === practice)
          const summary = store.summary('all', practice ? 'practice' : 'real')
          expect(summary.totals).toEqual(sum([...runsOf.map(totalsOfRun), ...upkeepOf.map(totalsOfUpkeep)]))
          expect(summary.totals.netSavedCost).toBe(summary.totals.savedCost - summary.totals.upkeepCost)
          expect(sum(summary.days)).toEqual(summary.totals)
          for (const reason of missReasons) {
            expect(summary.missReasons.find((each) => each.reason === reason)?.runs ?? 0).toBe(
              runsOf.filter((run) => run.missReason === reason).length,
            )
          }
          for (const { spaceId, name, ...figures } of summary.spaces) {
            const inSpace = (record: { spaceId?: string; spaceName?: string }) =>
              record.spaceId === spaceId && record.spaceName === name
            expect(
              sum([
                ...runsOf.filter(inSpace).map(totalsOfRun),
                ...upkeepOf.filter(inSpace).map(totalsOfUpkeep),
              ]),
            ).toMatchObject(figures)
          }
          const named = new Set(
            [...runsOf, ...upkeepOf]
              .filter((record) => record.spaceName !== undefined)
              .map((record) => `${record.spaceId ?? ''}/${record.spaceName ?? ''}`),
          )
          expect(summary.spaces).toHaveLength(named.size)
        }
        fresh.remove()
      },
    ),
    { numRuns: 40 },
  )
})

test('an answer from this computer is in no figure about a provider, and what it saved is kept apart', () => {
  runs.record({
    ...base,
    id: 'warm',
    cacheStatus: 'hit',
    usage: { uncachedInputTokens: 10, cacheReadTokens: 90 },
    actualCost: 5,
    savedCost: 40,
  })
  runs.record({ ...base, id: 'local', cacheStatus: 'local', actualCost: 0, savedCost: 45 })
  runs.record({ ...base, id: 'local, cost unknown', cacheStatus: 'local', actualCost: 0 })
  const { totals, requestHitRate } = runs.summary('all', 'real')
  expect(totals).toMatchObject({
    runs: 3,
    reportingRuns: 1,
    savedCost: 40,
    netSavedCost: 40,
    unknownSavingRuns: 0,
    unknownCostRuns: 0,
    localHits: 2,
    localSavedCost: 45,
    unknownLocalSavings: 1,
  })
  expect(requestHitRate).toBe(1)
})

test('upkeep is taken from the saving, unknown upkeep is counted, and today’s is known for a budget', () => {
  runs.record({ ...base, savedCost: 100 })
  runs.recordUpkeep({ ...upkeepBase, id: 'a', cost: 130, spaceId: 's', spaceName: 'Space' })
  runs.recordUpkeep({ ...upkeepBase, id: 'b', kind: 'storage' })
  runs.recordUpkeep({ ...upkeepBase, id: 'c', cost: 7, at: noon - day })
  const { totals, spaces } = runs.summary('all', 'real')
  expect(totals).toMatchObject({
    runs: 1,
    savedCost: 100,
    upkeepCost: 137,
    netSavedCost: -37,
    unknownUpkeep: 1,
  })
  expect(spaces).toMatchObject([{ spaceId: 's', name: 'Space', runs: 0, netSavedCost: -130 }])
  expect(runs.upkeepToday('real')).toBe(130)
  expect(() => runs.recordUpkeep({ ...upkeepBase, id: 'a', cost: 1 })).toThrow()
  expect(runs.summary('all', 'real').totals.upkeepCost).toBe(137)
})

test('a Space that was renamed is one Space with its latest name', () => {
  runs.record({ ...base, id: 'a', startedAt: noon - day, spaceId: 's', spaceName: 'Zebra' })
  runs.record({ ...base, id: 'b', spaceId: 's', spaceName: 'Antelope' })
  expect(runs.summary('all', 'real').spaces).toMatchObject([{ spaceId: 's', name: 'Antelope', runs: 2 }])
})

test('a run comes back as it was recorded: unknown stays absent, a reported 0 stays 0', () => {
  const reported: RunRecord = {
    ...base,
    id: 'a',
    spaceId: 's',
    spaceName: 'Space',
    usage: {
      uncachedInputTokens: 5,
      cacheReadTokens: 0,
      cacheWriteTokens: { fiveMinutes: 7, oneHour: 0, twelveHours: 3 },
      outputTokens: 3,
      raw: { input_tokens: 5 },
    },
    cacheStatus: 'write',
    missReason: 'segment_changed',
    miss: { reason: 'segment_changed', segment: 'space', label: 'Prices', unchangedBytes: 512, message: 'm' },
    actualCost: 12,
    uncachedCost: 10,
    savedCost: -2,
    firstTokenMs: 20,
  }
  const silent: RunRecord = { ...base, id: 'b', startedAt: noon - 1, usage: { uncachedInputTokens: 5 } }
  runs.record(reported)
  runs.record(silent)
  const [first, second] = runs.list('real', 10)
  expect(first).toEqual(reported)
  expect(second?.usage?.cacheReadTokens).toBeUndefined()
  expect(second?.actualCost).toBeUndefined()
})

test('practice runs are never mixed with real money', () => {
  runs.record({ ...base, id: 'a', practice: true, savedCost: 5_000_000, actualCost: 1 })
  expect(runs.summary('all', 'real').totals).toMatchObject({ runs: 0, savedCost: 0 })
  expect(runs.list('real', 10)).toEqual([])
  expect(runs.summary('all', 'practice').totals).toMatchObject({ runs: 1, savedCost: 5_000_000 })
})

test('hit rates are absent, not 0, while nothing was reported', () => {
  runs.record(base)
  const { requestHitRate, tokenReuse } = runs.summary('all', 'real')
  expect(requestHitRate).toBeUndefined()
  expect(tokenReuse).toBeUndefined()
})

test('ranges are whole days that end today', () => {
  for (const age of [0, 6, 7, 29, 30]) runs.record({ ...base, id: `${age}`, startedAt: noon - age * day })
  expect(runs.summary('7d', 'real').totals.runs).toBe(2)
  expect(runs.summary('30d', 'real').totals.runs).toBe(4)
  expect(runs.summary('all', 'real').totals.runs).toBe(5)
})

test('a run that cannot be written leaves no half in the daily sums', () => {
  runs.record(base)
  expect(() => runs.record(base)).toThrow()
  expect(runs.summary('all', 'real').totals.runs).toBe(1)
})

test('a run whose process died is recorded as failed with unknown cost, once; one that still runs is left alone', () => {
  const interrupted: RunRecord = {
    ...base,
    id: 'dead',
    status: 'failed',
    error: { code: 'stream_interrupted', message: 'ended' },
  }
  runs.begin(interrupted)
  storage.storage.run('UPDATE open_runs SET process_id = 111')
  runs.begin({ ...interrupted, id: 'alive' })
  storage.storage.run("UPDATE open_runs SET process_id = 222 WHERE id = 'alive'")
  for (let start = 0; start < 2; start += 1) runs.recordInterrupted((processId) => processId === 222)
  expect(runs.list('real', 10).map(({ id }) => id)).toEqual(['dead'])
  expect(runs.summary('all', 'real').totals).toMatchObject({ runs: 1, failedRuns: 1, unknownCostRuns: 1 })
})

test('a run that ends in the usual way leaves nothing open', () => {
  runs.begin(base)
  runs.record({ ...base, status: 'cancelled' })
  runs.recordInterrupted(() => false)
  expect(runs.list('real', 10)).toMatchObject([{ status: 'cancelled' }])
})

test('a refused run has no unknown cost, one cut in the middle has', () => {
  expect(
    totalsOfRun({ ...base, status: 'failed', error: { code: 'invalid_key', message: '' } }).unknownCostRuns,
  ).toBe(0)
  expect(
    totalsOfRun({ ...base, status: 'failed', error: { code: 'stream_interrupted', message: '' } })
      .unknownCostRuns,
  ).toBe(1)
  expect(totalsOfRun({ ...base, status: 'cancelled' }).unknownCostRuns).toBe(1)
})

test('a dashboard over 20,000 runs never reads them', () => {
  storage.storage.transaction(() => {
    for (let index = 0; index < 20_000; index += 1)
      runs.record({ ...base, id: `${index}`, startedAt: noon - (index % 200) * day })
  })
  const before = runs.summary('30d', 'real')
  storage.storage.run('DELETE FROM runs')
  expect(runs.summary('30d', 'real')).toEqual(before)
})

function sum(list: readonly SavingsTotals[]): SavingsTotals {
  const total = { ...noTotals }
  for (const key of Object.keys(total) as (keyof SavingsTotals)[])
    total[key] = list.reduce((value, entry) => value + entry[key], 0)
  return total
}
