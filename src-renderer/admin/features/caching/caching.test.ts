import { expect, test } from 'vitest'
import type { CacheMeasures } from '../../../../src-shared/dedicated-api/admin.ts'
import { describeNet, premiumOf } from './describe-caching.ts'
import { describeTtl } from './describe-ttl.ts'

const totals: CacheMeasures = {
  requests: 4,
  failed: 0,
  answerCacheHits: 0,
  answerCacheMisses: 0,
  answerCacheSavedCredits: 0,
  reportingRequests: 4,
  hitRequests: 3,
  inputTokens: 8_000,
  uncachedInputTokens: 400,
  cacheReadTokens: 5_700,
  cacheWriteTokens: 1_900,
  outputTokens: 90,
  credits: 30,
  vendorCost: 200_000_000,
  unknownCostRequests: 0,
  savedCost: 4_000_000,
  unknownSavingRequests: 0,
  requestHitRate: 0.75,
  tokenReuse: 0.7125,
  writePremium: 500_000,
  unknownWritePremiumRequests: 0,
}

test('net saving shows what it is made of, and the parts add up to it', () => {
  expect(describeNet(totals)).toMatchObject({
    value: '+$0.0040',
    parts: [
      { label: 'Gained by reading', value: '+$0.0045' },
      { label: 'Paid for writing', value: '−$0.00050' },
    ],
    tone: 'good',
  })
})

test('a premium that nobody knows is not said to be nothing', () => {
  const unknown = { ...totals, unknownWritePremiumRequests: 4, writePremium: 0 }
  expect(premiumOf(unknown)).toBeUndefined()
  expect(describeNet(unknown)).toMatchObject({ value: '+$0.0040', parts: [] })
})

test('suggested lifetimes are told in words, and too few gaps are told as that', () => {
  expect(describeTtl({ suggestion: '1h', expectedSavingPercent: 71.25, samples: 40 })).toEqual({
    value: '1 hour',
    basis: 'about 71.3% less for what is cached, from 40 gaps between calls',
  })
  expect(describeTtl({ suggestion: 'none', expectedSavingPercent: 0, samples: 9 }).value).toBe('No marks')
  expect(describeTtl({ suggestion: null, samples: 1 })).toEqual({ value: 'Cannot tell yet', basis: '1 gap' })
})
