import { expect, test } from 'vitest'
import type { MeasuredTotals, UsageGroup } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { describeDays, toBars } from './describe-days.ts'
import { describeHitRate, describeReuse, describeSaving } from '../../ui/cache-measures.ts'
import { describeAnswers, describeMoney } from './describe-overview.ts'

const totals: MeasuredTotals = {
  requests: 4,
  failed: 1,
  answerCacheHits: 1,
  answerCacheMisses: 0,
  answerCacheSavedCredits: 3,
  reportingRequests: 2,
  hitRequests: 1,
  inputTokens: 4_200,
  uncachedInputTokens: 100,
  cacheReadTokens: 2_000,
  cacheWriteTokens: 2_100,
  outputTokens: 90,
  credits: 30,
  vendorCost: 200_000_000,
  unknownCostRequests: 0,
  savedCost: -1_500_000,
  unknownSavingRequests: 1,
  requestHitRate: 0.5,
  tokenReuse: 0.476,
}

test('margin is what was charged minus what the vendors ask, at the gateway’s own rate', () => {
  const { credits, cost, margin } = describeMoney(totals, 100)
  expect([credits.value, credits.basis, cost.value, margin.value, margin.basis]).toEqual([
    '30',
    '$0.30 at 100 credits a dollar.',
    '$0.20',
    '+$0.10',
    '33.3% of what was charged.',
  ])
  expect(describeMoney(totals, 1_000).margin).toMatchObject({ value: '−$0.17', tone: 'bad' })
})

test('a loss by caching has its sign and its colour', () => {
  expect(describeSaving(totals)).toMatchObject({
    value: '−$0.0015',
    tone: 'bad',
    basis: 'Over 3 calls. 1 call of unknown saving not counted.',
  })
})

test('what no call reported is unknown, never 0', () => {
  const unknown = {
    ...totals,
    reportingRequests: 0,
    hitRequests: 0,
    requestHitRate: undefined,
    tokenReuse: undefined,
    unknownCostRequests: 4,
    vendorCost: 0,
    savedCost: 0,
    unknownSavingRequests: 4,
  }
  const { cost, margin } = describeMoney(unknown, 100)
  expect(
    [cost, margin, describeSaving(unknown), describeHitRate(unknown), describeReuse(unknown)].map(
      ({ value }) => value,
    ),
  ).toEqual(['–', '–', '–', '–', '–'])
  expect(describeSaving(unknown).tone).toBe('neutral')
})

test('answers from memory are told in calls, as a share, and in what they did not cost', () => {
  const { hits, share, saved } = describeAnswers(totals, 100)
  expect([hits.value, share.value, saved.value, saved.basis]).toEqual([
    '1',
    '25%',
    '$0.030',
    '3 credits not charged.',
  ])
})

test('the chart has a place for each day, tells no calls from unknown, and keeps signs', () => {
  const group = (key: string, change: Partial<UsageGroup>): UsageGroup => ({ ...totals, ...change, key })
  const days = describeDays(
    {
      from: '2026-02-27',
      to: '2026-03-02',
      groups: [
        group('2026-02-28', {}),
        group('2026-03-02', { requests: 2, unknownSavingRequests: 2, savedCost: 0 }),
      ],
    },
    100,
  )
  expect(toBars(days, 'saving').map(({ value, title }) => [value, title])).toEqual([
    [0, '27 Feb: $0.00, 0 calls'],
    [-1_500_000, '28 Feb: −$0.0015, 4 calls'],
    [0, '1 Mar: $0.00, 0 calls'],
    [0, '2 Mar: unknown, 2 calls'],
  ])
})
