import { expect, test } from 'vitest'
import type { RunRecord, SavingsSummary, SavingsTotals } from '../../../src-shared/savings.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { describeMeasures, describeRun, describeTotals } from './describe-savings.ts'
import { createSavingsStore } from './savings-store.ts'

const noTotals: SavingsTotals = {
  runs: 0, failedRuns: 0, cancelledRuns: 0, reportingRuns: 0, hitRuns: 0, cacheReadTokens: 0, cacheWriteTokens: 0, uncachedInputTokens: 0, inputTokens: 0, outputTokens: 0, actualCost: 0, savedCost: 0, unknownCostRuns: 0, unknownSavingRuns: 0,
}
const run = (id: string, startedAt: number, practice = false): RunRecord => ({
  id, startedAt, commandId: 'fix', commandTitle: 'Fix', provider: 'p', model: 'm', practice, status: 'finished', cacheStatus: 'unknown', plan: { marks: [], reason: '' }, latencyMs: 1,
})
const summaryOf = (totals: Partial<SavingsTotals>): SavingsSummary => ({ totals: { ...noTotals, ...totals }, days: [] })
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

test('a loss is shown as a loss and unknown savings are counted, not added as 0', () => {
  const { net } = describeMeasures(summaryOf({ runs: 5, savedCost: -300_000, unknownSavingRuns: 2 }))
  expect(net).toMatchObject({ value: '−$0.00030', tone: 'bad', basis: 'Over 3 runs. 2 runs with unknown saving not counted.' })
})

test('measures without a basis are dashes', () => {
  const { net, hitRate, reuse } = describeMeasures(summaryOf({ runs: 1, unknownSavingRuns: 1 }))
  expect([net.value, hitRate.value, reuse.value]).toEqual(['–', '–', '–'])
})

test('the summary line counts failures and unknown costs', () => {
  expect(describeTotals(summaryOf({ runs: 4, failedRuns: 1, cancelledRuns: 1, actualCost: 2_000_000_000, unknownCostRuns: 1 }))).toBe('4 runs · 1 failed · 1 stopped · cost $2.00 · 1 run with unknown cost not counted')
  expect(describeTotals(summaryOf({ runs: 1, unknownCostRuns: 1 }))).toBe('1 run · cost unknown')
})

test('tokens that were not reported are dashes in a row', () => {
  expect(describeRun({ ...run('a', 1), usage: { cacheReadTokens: 11_900, uncachedInputTokens: 500 } }).tokens).toBe('11,900 / – / 500')
})

function storeOver(runs: RunRecord[]) {
  const fake = createFakeClient({
    'savings.summary': ({ scope }) => summaryOf({ runs: runs.filter((each) => each.practice === (scope === 'practice')).length }),
    'savings.runs': ({ scope, limit, before }) => runs.filter((each) => each.practice === (scope === 'practice') && each.startedAt < (before ?? Infinity)).slice(0, limit),
  })
  const store = createSavingsStore(fake.client)
  store.getState().start()
  return { fake, store }
}

test('practice is shown while there are no real runs, and the first real run takes over', async () => {
  const runs = [run('p', 1, true)]
  const { fake, store } = storeOver(runs)
  await settled()
  expect(store.getState()).toMatchObject({ scope: 'practice', runs: [{ id: 'p' }] })
  runs.unshift(run('r', 2))
  fake.announce('savings.changed', undefined)
  await settled()
  expect(store.getState()).toMatchObject({ scope: 'real', runs: [{ id: 'r' }] })
})

test('a chosen scope stays, even when it is empty', async () => {
  const { fake, store } = storeOver([run('p', 1, true)])
  await store.getState().setScope('real')
  fake.announce('savings.changed', undefined)
  await settled()
  expect(store.getState()).toMatchObject({ scope: 'real', runs: [] })
})

test('older runs are added below, and a refresh keeps as many as were shown', async () => {
  const { store } = storeOver(Array.from({ length: 45 }, (_, index) => run(`r${index}`, 100 - index)))
  await settled()
  expect(store.getState().runs).toHaveLength(20)
  await store.getState().loadMore()
  await store.getState().loadMore()
  expect(store.getState().runs.map((each) => each.id)).toEqual(Array.from({ length: 45 }, (_, index) => `r${index}`))
  expect(store.getState().more).toBe(false)
  await store.getState().refresh()
  expect(store.getState().runs).toHaveLength(45)
})
