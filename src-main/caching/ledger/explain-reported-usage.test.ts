import { expect, test } from 'vitest'
import { explainMiss } from './explain-miss.ts'
import { facts, miss, system } from './__fixtures__/miss-facts.ts'

test('a prefix that only the vendor counts below the minimum is told so', () => {
  const status = 'miss'
  const usage = { uncachedInputTokens: 1_000, cacheReadTokens: 0, cacheWriteTokens: { other: 0 } }
  expect(explainMiss(facts([system], { status, usage, minimumTokens: 900 }))).toMatchObject({
    reason: 'below_minimum',
    message: expect.stringContaining('by our estimate') as string,
  })
  expect(explainMiss(facts([system], { status, usage, minimumTokens: 700 }))?.reason).toBe('cold')
})
const automatic = { mode: 'automatic', marks: [], reason: 'It caches by itself.' } as const

test.each([
  ['a long prefix', 6_120, { uncachedInputTokens: 6_000 }, 'cold', /not sent to this model before/],
  [
    'a request of less than half of its own prefix',
    6_120,
    { uncachedInputTokens: 500 },
    'cold',
    /not sent to this model before/,
  ],
  ['no input count', 6_120, {}, 'cold', /not sent to this model before/],
  [
    'no count of the writes that were asked for',
    400,
    { uncachedInputTokens: 420, cacheWriteTokens: undefined },
    'cold',
    /not sent to this model before/,
  ],
  [
    'a prefix that we count below',
    400,
    { uncachedInputTokens: 900 },
    'below_minimum',
    /about 400 tokens\) is below the 512/,
  ],
  [
    'a request that the provider counts below',
    900,
    { uncachedInputTokens: 500 },
    'below_minimum',
    /whole request \(500 tokens as the provider counts\) is below the 512/,
  ],
  [
    'a request that the provider counts near',
    900,
    { uncachedInputTokens: 600 },
    'below_minimum',
    /whole request \(600 tokens.* too near to the 512/,
  ],
  [
    'a prefix that we count near',
    600,
    { uncachedInputTokens: 900 },
    'below_minimum',
    /about 600 tokens by our estimate\) is too near to the 512/,
  ],
] as const)(
  '%s is held against the minimum by the number that is told',
  (_name, tokens, usage, reason, message) => {
    expect(miss(tokens, usage)).toMatchObject({ reason, message: expect.stringMatching(message) as string })
  },
)

test('a vendor that caches by itself and reports no writes: below the minimum is one, near to it is none', () => {
  const silent = { uncachedInputTokens: 700, cacheWriteTokens: undefined }
  expect(miss(400, silent, { plan: automatic })?.reason).toBe('below_minimum')
  expect(miss(600, silent, { plan: automatic })?.reason).toBe('cold')
})
