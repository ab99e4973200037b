import { expect, test } from 'vitest'
import { usageRecordSchema } from '../../src-shared/dedicated-api/usage-record.ts'
import { toUsageRecord, type CallFacts } from './to-usage-record.ts'

const call: CallFacts = {
  requestId: 'req_1',
  userId: 'u',
  at: 1_000,
  provider: 'anthropic',
  model: 'claude-haiku-5-5',
  status: 'finished',
  streamed: true,
  usage: {
    uncachedInputTokens: 100,
    cacheReadTokens: 2_000,
    cacheWriteTokens: { oneHour: 5, twelveHours: 3, other: 4 },
    outputTokens: 50,
    raw: { secret: 'never stored' },
  },
  charge: {
    credits: 1,
    vendorCost: 1_650_000,
    breakdown: { uncachedInput: 300_000, cacheRead: 600_000, cacheWrite: 0, output: 750_000 },
    savedCost: 5_400_000,
    isEstimated: false,
  },
  breakpoints: 2,
  latencyMs: 12.6,
  firstTokenMs: 3.2,
}

test('a record is valid, holds all tokens in disjoint buckets, and nothing of the raw report', () => {
  const record = toUsageRecord(call)
  expect(usageRecordSchema.parse(record)).toEqual(record)
  expect(record).toMatchObject({
    uncachedInputTokens: 100,
    cacheReadTokens: 2_000,
    cacheWrite1hTokens: 5,
    cacheWriteOtherTokens: 7,
    outputTokens: 50,
    credits: 1,
    vendorCost: 1_650_000,
    answerCached: false,
    answerCacheMissed: false,
    latencyMs: 13,
    firstTokenMs: 3,
  })
  expect(toUsageRecord({ ...call, answerCacheMissed: true })).toMatchObject({
    answerCached: false,
    answerCacheMissed: true,
  })
  expect(record.cacheWrite5mTokens).toBeUndefined()
  expect(JSON.stringify(record)).not.toContain('never stored')
})

test('an answer from the answer cache is marked even when it saved nothing, and a clock that was set back does not break the record', () => {
  const record = toUsageRecord({
    ...call,
    usage: undefined,
    charge: { credits: 0, isEstimated: false },
    answerCacheSavedCredits: 0,
    latencyMs: -5,
  })
  expect(usageRecordSchema.parse(record)).toMatchObject({
    answerCached: true,
    answerCacheMissed: false,
    answerCacheSavedCredits: 0,
    latencyMs: 0,
  })
  expect(record.outputTokens).toBeUndefined()
})
