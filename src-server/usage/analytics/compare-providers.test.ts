import { expect, test } from 'vitest'
import { measured } from '../daily-sums.ts'
import { compareProviders, type ProviderFacts } from './compare-providers.ts'

function facts(
  provider: string,
  money: {
    readonly priced?: number
    readonly saved: number
    readonly cost: number
    readonly inputTokens?: number
  },
): ProviderFacts {
  const totals = measured({
    requests: 1_000,
    failed: 0,
    answerCacheHits: 200,
    answerCacheMisses: 0,
    answerCacheSavedCredits: 0,
    reportingRequests: 0,
    hitRequests: 0,
    inputTokens: 0,
    uncachedInputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    credits: 400,
    vendorCost: 3_000,
    unknownCostRequests: 500,
    savedCost: 0,
    unknownSavingRequests: 800,
  })
  return {
    provider,
    totals,
    money: {
      asked: 800,
      priced: money.priced ?? 100,
      inputTokens: money.inputTokens ?? 100_000,
      inputCost: money.cost,
      savedCost: money.saved,
      writePremium: 0,
      unknownPremium: 0,
    },
  }
}

test('the best is where caching takes the largest share off the cost of input, not where most money is spent', () => {
  const { best, reason } = compareProviders([
    facts('dear', { saved: 4_000, cost: 6_000 }),
    facts('cheap', { saved: 60, cost: 40 }),
  ])
  expect(best).toBe('cheap')
  expect(reason).toBe('At cheap caching took 60.0 % off the cost of input, at dear 40.0 %.')
})

test.each([
  ['one provider alone', [facts('a', { saved: 5, cost: 5 })], /Too few data/],
  [
    'too few calls',
    [facts('a', { saved: 5, cost: 5 }), facts('b', { saved: 9, cost: 1, priced: 99 })],
    /Too few data: .*100 calls and 100,000 input tokens/,
  ],
  [
    'too few tokens',
    [facts('a', { saved: 5, cost: 5 }), facts('b', { saved: 9, cost: 1, inputTokens: 99_999 })],
    /Too few data/,
  ],
  [
    'no saving anywhere',
    [facts('a', { saved: -5, cost: 5 }), facts('b', { saved: 0, cost: 1 })],
    /saved money at none/,
  ],
  ['a tie', [facts('a', { saved: 500, cost: 500 }), facts('b', { saved: 50, cost: 50 })], /level/],
])('no best is named for %s', (_, providers, reason) => {
  const answered = compareProviders(providers)
  expect(answered.best).toBeNull()
  expect(answered.reason).toMatch(reason)
})

test('calls that no vendor was asked, and those whose money is unknown, are in no average', () => {
  const [one] = compareProviders([facts('a', { saved: 5, cost: 5 })]).providers
  expect(one).toMatchObject({
    requests: 800,
    per1000Requests: { credits: 500, vendorCost: 10_000, savedCost: undefined },
  })
  expect(one?.tokenReuse).toBeUndefined()
})
