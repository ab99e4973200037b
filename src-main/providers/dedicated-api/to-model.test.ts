import { expect, test } from 'vitest'
import type { DedicatedModel } from '../../../src-shared/dedicated-api/account.ts'
import { toModel } from './to-model.ts'

const haiku: DedicatedModel = {
  id: 'claude-haiku-5-5',
  object: 'model',
  created: 1,
  owned_by: 'anthropic',
  name: 'Claude Haiku 5.5',
  context_length: 1_000_000,
  max_output_tokens: 128_000,
  pricing: {
    prompt: '0.00000015',
    completion: '0.00000075',
    input_cache_read: '0.000000015',
    input_cache_write: '0.0000001875',
    input_cache_write_1h: '0.0000003',
  },
  caching: { control: 'breakpoints', lifetimes: ['5m', '1h'], minimum_tokens: 512 },
}
const rates = { input: 150, cacheRead: 15, cacheWrite5m: 188, cacheWrite1h: 300, output: 750 }

test('prices of the gateway are the planner’s, in whole nano-dollars; a cache price between two is the higher one', () => {
  expect(toModel(haiku, '2026-11-21')).toMatchObject({
    id: 'claude-haiku-5-5',
    vendor: 'anthropic',
    contextTokens: 1_000_000,
    minimumCacheableTokens: 512,
    caching: { control: 'breakpoints', lifetimes: ['5m', '1h'], prewarm: false, explicit: false },
    prices: [rates],
  })
})

test('a text price that a number cannot hold exactly is not rounded a nano-dollar away', () => {
  const exact = toModel(
    { ...haiku, pricing: { ...haiku.pricing, input_cache_read: '0.0000003', prompt: '0.0000029' } },
    '2026-11-21',
  )
  expect(exact?.prices[0]).toMatchObject({ cacheRead: 300, input: 2_900 })
})

test('the dearer prices of long prompts come along', () => {
  const tiered = toModel(
    {
      ...haiku,
      long_prompt_pricing: { above_prompt_tokens: 100_000, ...haiku.pricing, prompt: '0.00000075' },
    },
    '2026-11-21',
  )
  expect(tiered?.prices[0]?.tierAbove).toMatchObject({ inputTokens: 100_000, input: 750 })
})

test('OpenAI’s lifetime has OpenAI’s price, and one without a price is not offered', () => {
  const openAi = toModel(
    {
      ...haiku,
      owned_by: 'openai',
      pricing: { ...haiku.pricing, input_cache_write_1h: undefined },
      caching: { control: 'breakpoints', lifetimes: ['30m', '12h', 'forever'] },
    },
    '2026-11-21',
  )
  expect(openAi?.caching?.lifetimes).toEqual(['30m'])
  expect(openAi?.prices[0]).toMatchObject({ cacheWrite30m: 188 })
  expect(openAi?.prices[0]?.cacheWrite5m).toBeUndefined()
})

test('what cannot be read is left out, never taken for free', () => {
  expect(toModel({ ...haiku, pricing: { ...haiku.pricing, prompt: 'free' } }, '2026-11-21')).toBeUndefined()
  expect(toModel({ ...haiku, pricing: { ...haiku.pricing, completion: '-1' } }, '2026-11-21')).toBeUndefined()
  expect(
    toModel({ ...haiku, caching: { control: 'by-magic', lifetimes: [] } }, '2026-11-21')?.caching?.control,
  ).toBe('none')
})
