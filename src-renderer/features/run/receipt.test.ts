import { expect, test } from 'vitest'
import { receiptOf } from './receipt.ts'

const base = {
  plan: { marks: ['space' as const], ttl: '5m' as const, reason: 'It pays.' },
  timing: { latencyMs: 2_140, firstTokenMs: 430 },
}
const usage = {
  uncachedInputTokens: 500,
  cacheReadTokens: 11_900,
  cacheWriteTokens: { fiveMinutes: 0 },
  outputTokens: 9,
}

test('a hit says how much of the input was read and what it saved', () => {
  const receipt = receiptOf(
    { ...base, usage, cost: { actual: 400_000, saved: 2_100_000 }, cache: { status: 'hit' } },
    false,
  )
  expect(receipt.cache).toBe('Cache hit: 11,900 of 12,400 input tokens read')
  expect(receipt.money).toEqual(['cost $0.00040', 'saved $0.0021'])
  expect(receipt.timing).toBe('2.1 s, first words after 430 ms')
})

test('a write names its lifetime, and what it cost more is not called a saving', () => {
  const written = { ...usage, cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: 11_900 } }
  const receipt = receiptOf(
    { ...base, usage: written, cost: { actual: 4e7, saved: -300_000 }, cache: { status: 'write' } },
    false,
  )
  expect(receipt.cache).toBe('Cache written: 11,900 tokens; the next run within 5 minutes reads them')
  expect(receipt.money[1]).toBe('$0.00030 more than without caching')
  const forAnHour = receiptOf(
    {
      ...base,
      plan: { ...base.plan, ttl: '1h' },
      usage: { ...usage, cacheReadTokens: 0, cacheWriteTokens: { oneHour: 11_900 } },
      cost: {},
      cache: { status: 'write' },
    },
    false,
  )
  expect(forAnHour.cache).toContain('within 1 hour')
})

test('what was not reported is said to be unknown, never 0', () => {
  const receipt = receiptOf({ ...base, cost: {}, cache: { status: 'unknown' } }, false)
  expect(receipt.cache).toBe('Cache: not reported')
  expect(receipt.money).toEqual(['cost unknown'])
  expect(receiptOf({ ...base, cost: { actual: 5 }, cache: { status: 'unknown' } }, false).money[1]).toBe(
    'saving unknown',
  )
})

test('practice money is called simulated', () => {
  const receipt = receiptOf(
    { ...base, usage, cost: { actual: 400_000, saved: 2_100_000 }, cache: { status: 'hit' } },
    true,
  )
  expect(receipt.money).toEqual(['simulated cost $0.00040', 'simulated saving $0.0021'])
})

test('a written prefix without a known lifetime promises no time, and other lifetimes are named', () => {
  const written = { ...usage, cacheReadTokens: 0, cacheWriteTokens: { other: 11_900 } }
  const planned = (ttl: '30m' | undefined) =>
    receiptOf(
      { ...base, plan: { ...base.plan, ttl }, usage: written, cost: {}, cache: { status: 'write' } },
      false,
    ).cache
  expect(planned('30m')).toContain('the next run within 30 minutes reads them')
  expect(planned(undefined)).toContain('the next run reads them')
})

test('an answer from this computer costs nothing, and explains no plan', () => {
  const receipt = receiptOf(
    { ...base, cost: { actual: 0, saved: 2_100_000 }, cache: { status: 'local' } },
    false,
  )
  expect(receipt).toMatchObject({
    cache: 'From local cache: no provider was asked',
    money: ['cost nothing', 'the provider’s answer had cost $0.0021'],
    reason: '',
  })
})

test('the reason of a miss is told in its own words', () => {
  const miss = { reason: 'segment_changed' as const, message: '“Returns” has changed since the last run.' }
  expect(
    receiptOf(
      { ...base, usage, cost: {}, cache: { status: 'partial', missReason: 'segment_changed', miss } },
      false,
    ).miss,
  ).toBe(miss.message)
})

test('a reason that is the planner’s as well is told once', () => {
  const miss = { reason: 'not_marked' as const, message: 'It pays.' }
  expect(
    receiptOf({ ...base, usage, cost: {}, cache: { status: 'miss', missReason: 'not_marked', miss } }, false),
  ).toMatchObject({ miss: 'It pays.', reason: '' })
})

test('a run that was paid with credits says how many and what is left; their saving is told in dollars', () => {
  const paid = receiptOf(
    {
      ...base,
      usage,
      cost: { actual: 30_000_000, uncached: 80_000_000, saved: 50_000_000 },
      credits: { charged: 3, balance: 1_412 },
      cache: { status: 'hit' },
    },
    false,
  )
  expect(paid.money).toEqual(['3 credits', '1,412 left', 'saved $0.050'])
  const first = receiptOf(
    { ...base, usage, cost: {}, credits: { charged: 1, balance: 0 }, cache: { status: 'hit' } },
    false,
  )
  expect(first.money, 'what a credit is worth is not known').toEqual(['1 credit', '0 left'])
})

test('a refused run cost nothing, and tells the balance where the refusal did; one that was cut has an unknown cost that the gateway’s history tells', () => {
  const refusal = {
    ...base,
    cost: { actual: 0, uncached: 0, saved: 0 },
    cache: { status: 'unknown' as const },
  }
  expect(receiptOf({ ...refusal, credits: { charged: 0, balance: 2 } }, false, true)).toMatchObject({
    cache: 'Not answered',
    money: ['0 credits', '2 left'],
  })
  expect(receiptOf({ ...refusal, credits: { charged: 0 } }, false, true).money).toEqual(['0 credits'])
  expect(receiptOf({ ...base, cost: {}, cache: { status: 'unknown' } }, false, true)).toMatchObject({
    cache: 'Cache: not reported',
    money: ['cost unknown: the gateway’s history tells'],
  })
})
