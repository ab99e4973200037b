import { expect, test } from 'vitest'
import type { Settings } from '../../../src-shared/entities.ts'
import type { DedicatedCredits } from '../../../src-shared/ipc/contract.ts'
import type { RunRecord, SavingsSummary, SavingsTotals } from '../../../src-shared/savings.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { sampleSettings } from '../../ipc/sample-settings.ts'
import { describeLocal, describeMeasures, describeRun, describeTotals, knownNet } from './describe-savings.ts'
import { explainMisses } from './miss-words.ts'
import { createSavingsStore } from './savings-store.ts'

const noTotals: SavingsTotals = {
  runs: 0,
  failedRuns: 0,
  cancelledRuns: 0,
  reportingRuns: 0,
  hitRuns: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  uncachedInputTokens: 0,
  inputTokens: 0,
  outputTokens: 0,
  actualCost: 0,
  savedCost: 0,
  unknownCostRuns: 0,
  unknownSavingRuns: 0,
  upkeepCost: 0,
  unknownUpkeep: 0,
  netSavedCost: 0,
  localHits: 0,
  localSavedCost: 0,
  unknownLocalSavings: 0,
}
const run = (id: string, startedAt: number, practice = false): RunRecord => ({
  id,
  startedAt,
  commandId: 'fix',
  commandTitle: 'Fix',
  provider: 'p',
  model: 'm',
  practice,
  status: 'finished',
  cacheStatus: 'unknown',
  plan: { marks: [], reason: '' },
  latencyMs: 1,
})
const summaryOf = (totals: Partial<SavingsTotals>): SavingsSummary => ({
  totals: { ...noTotals, netSavedCost: (totals.savedCost ?? 0) - (totals.upkeepCost ?? 0), ...totals },
  days: [],
  missReasons: [],
  spaces: [],
})
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

test('a loss is shown as a loss and unknown savings are counted, not added as 0', () => {
  const { net } = describeMeasures(summaryOf({ runs: 5, savedCost: -300_000, unknownSavingRuns: 2 }))
  expect(net).toMatchObject({
    value: '−$0.00030',
    tone: 'bad',
    basis: 'Over 3 runs. 2 runs with unknown saving not counted.',
  })
})

test('measures without a basis are dashes', () => {
  const { net, hitRate, reuse } = describeMeasures(summaryOf({ runs: 1, unknownSavingRuns: 1 }))
  expect([net.value, hitRate.value, reuse.value]).toEqual(['–', '–', '–'])
})

test('the summary line counts failures and unknown costs', () => {
  expect(
    describeTotals(
      summaryOf({ runs: 4, failedRuns: 1, cancelledRuns: 1, actualCost: 2_000_000_000, unknownCostRuns: 1 }),
    ),
  ).toBe('4 runs · 1 failed · 1 stopped · cost $2.00 · 1 run with unknown cost not counted')
  expect(describeTotals(summaryOf({ runs: 1, unknownCostRuns: 1 }))).toBe('1 run · cost unknown')
})

test('tokens that were not reported are dashes in a row', () => {
  expect(
    describeRun({ ...run('a', 1), usage: { cacheReadTokens: 11_900, uncachedInputTokens: 500 } }).tokens,
  ).toBe('11,900 / – / 500')
})

test('upkeep is taken off the net saving, with both parts shown', () => {
  const { net } = describeMeasures(summaryOf({ runs: 4, savedCost: 1_000_000, upkeepCost: 3_000_000 }))
  expect(net).toMatchObject({
    value: '−$0.0020',
    tone: 'bad',
    parts: [
      { label: 'Saved by the runs', value: '+$0.0010' },
      { label: 'Keeping caches warm', value: '−$0.0030' },
    ],
  })
  expect(describeMeasures(summaryOf({ runs: 4, savedCost: 1_000_000 })).net.parts).toEqual([])
  expect(describeMeasures(summaryOf({ runs: 4, unknownUpkeep: 2 })).net.parts[1]).toMatchObject({
    value: '– and 2 expenses of unknown cost',
  })
})

test('answers from this computer are no known savings of prompt caching', () => {
  const summary = summaryOf({
    runs: 3,
    localHits: 2,
    unknownSavingRuns: 1,
    unknownCostRuns: 1,
    localSavedCost: 4_000_000,
  })
  expect(describeMeasures(summary).net.value).toBe('–')
  expect(describeTotals(summary)).toBe('3 runs · 2 from local cache · cost unknown')
  expect(describeLocal(summary)).toBe(
    '2 answers from local cache · saved $0.0040 · apart from the net saving',
  )
  expect(describeLocal(summaryOf({ runs: 2, localHits: 2, unknownLocalSavings: 2 }))).toContain(
    'saving unknown',
  )
  expect(describeLocal(summaryOf({ runs: 2 }))).toBeUndefined()
})

test('a day of upkeep alone is a loss, a day of unknown savings a dash', () => {
  expect(knownNet({ ...noTotals, upkeepCost: 500, netSavedCost: -500 })).toBe(-500)
  expect(knownNet({ ...noTotals, runs: 2, unknownSavingRuns: 1, localHits: 1 })).toBeUndefined()
})

test('what a provider did not report, and what a conversation grew by, are not among the known reasons of misses', () => {
  const { known, notReported } = explainMisses([
    { reason: 'not_reported', runs: 7 },
    { reason: 'cold', runs: 4 },
    { reason: 'expired', runs: 1 },
    { reason: 'new_turns', runs: 9 },
  ])
  expect(known).toMatchObject([
    { reason: 'cold', runs: 4, share: 1 },
    { reason: 'expired', runs: 1, share: 0.25 },
  ])
  expect(notReported).toBe(7)
})

function storeOver(
  runs: RunRecord[],
  mode: Settings['mode'] = 'byok',
  credits: () => DedicatedCredits = () => ({ balance: 412, held: 0, creditsPerDollar: 100 }),
) {
  const fake = createFakeClient({
    'settings.get': () => ({ ...sampleSettings, mode }),
    'dedicated.credits': credits,
    'savings.summary': ({ scope }) =>
      summaryOf({ runs: runs.filter((each) => each.practice === (scope === 'practice')).length }),
    'savings.runs': ({ scope, limit, before }) =>
      runs
        .filter((each) => each.practice === (scope === 'practice') && each.startedAt < (before ?? Infinity))
        .slice(0, limit),
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
  expect(store.getState().runs.map((each) => each.id)).toEqual(
    Array.from({ length: 45 }, (_, index) => `r${index}`),
  )
  expect(store.getState().more).toBe(false)
  await store.getState().refresh()
  expect(store.getState().runs).toHaveLength(45)
})

test('with own keys nobody is asked for a balance; at the Dedicated API it follows the runs once it was looked at', async () => {
  const own = storeOver([run('r', 1)])
  await settled()
  await own.store.getState().loadCredits()
  expect(own.fake.inputsOf('dedicated.credits')).toEqual([])
  let balance = 412
  const { fake, store } = storeOver([run('r', 1)], 'dedicated', () => ({
    balance,
    held: 0,
    creditsPerDollar: 100,
  }))
  await settled()
  fake.announce('savings.changed', undefined)
  await settled()
  expect(fake.inputsOf('dedicated.credits'), 'not before the page was looked at').toEqual([])
  await store.getState().loadCredits()
  balance = 409
  fake.announce('savings.changed', undefined)
  await settled()
  expect(store.getState().credits?.balance).toBe(409)
})

test('a balance that cannot be asked says why, and another login does not inherit the balance before', async () => {
  const { fake, store } = storeOver([], 'dedicated', () => {
    throw new RephloError('network', 'The server cannot be reached.')
  })
  await settled()
  await store.getState().loadCredits()
  expect(store.getState().creditsProblem).toBe('The server cannot be reached.')
  fake.announce('dedicated.changed', undefined)
  expect(store.getState()).toMatchObject({ credits: undefined, creditsProblem: undefined })
})

test('a run that was paid with credits shows them beside what they are worth; another one shows none', () => {
  expect(describeRun({ ...run('a', 1), actualCost: 30_000_000, creditsCharged: 3 })).toMatchObject({
    cost: '$0.030',
    credits: '3 credits',
  })
  expect(describeRun({ ...run('a', 1), creditsCharged: 1 })).toMatchObject({ cost: '–', credits: '1 credit' })
  expect(describeRun(run('a', 1)).credits).toBeUndefined()
})
