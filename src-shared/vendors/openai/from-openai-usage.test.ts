import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromChatUsage, fromResponsesUsage } from './from-openai-usage.ts'

const details = (more: object): object => ({
  input_tokens: 100,
  input_tokens_details: more,
  output_tokens: 5,
})

const unknown = { uncachedInputTokens: undefined, cacheReadTokens: undefined, cacheWriteTokens: undefined }

test.each([
  [
    'more read than there was',
    details({ cached_tokens: 101, cache_write_tokens: 10 }),
    { ...unknown, outputTokens: 5 },
  ],
  [
    'more read and written than there was',
    details({ cached_tokens: 60, cache_write_tokens: 60 }),
    { ...unknown, outputTokens: 5 },
  ],
  [
    'a negative read beside a written 0',
    details({ cached_tokens: -1, cache_write_tokens: 0 }),
    { ...unknown, outputTokens: 5 },
  ],
  [
    'a fraction written beside a read 0',
    details({ cached_tokens: 0, cache_write_tokens: 0.5 }),
    { ...unknown, outputTokens: 5 },
  ],
  [
    'a text in the split alone',
    details({ cached_tokens: 0, cache_write_tokens_details: { ttl_30m_tokens: 'many' } }),
    { ...unknown, outputTokens: 5 },
  ],
  [
    'nulls',
    details({ cached_tokens: null, cache_write_tokens: null }),
    { uncachedInputTokens: 100, cacheReadTokens: undefined, cacheWriteTokens: undefined },
  ],
  [
    'fractions, texts and nulls',
    {
      input_tokens: 10.5,
      input_tokens_details: { cached_tokens: '7', cache_write_tokens: null },
      output_tokens: null,
    },
    {
      uncachedInputTokens: undefined,
      cacheReadTokens: undefined,
      cacheWriteTokens: undefined,
      outputTokens: undefined,
    },
  ],
  [
    'a list for details',
    { input_tokens: 10, input_tokens_details: [], output_tokens: 1 },
    { uncachedInputTokens: 10, cacheReadTokens: undefined },
  ],
  [
    'details without a total',
    details({ cached_tokens: 0, cache_write_tokens_details: { ttl_30m_tokens: 20, ttl_12h_tokens: 30 } }),
    { uncachedInputTokens: 50, cacheReadTokens: 0, cacheWriteTokens: { other: 20, twelveHours: 30 } },
  ],
  [
    'details beyond the total',
    details({
      cache_write_tokens: 40,
      cache_write_tokens_details: { ttl_30m_tokens: 30, ttl_12h_tokens: 30 },
    }),
    { uncachedInputTokens: 60, cacheWriteTokens: { other: 40 } },
  ],
  [
    'details below the total',
    details({ cache_write_tokens: 40, cache_write_tokens_details: { ttl_12h_tokens: 30 } }),
    { uncachedInputTokens: 60, cacheWriteTokens: { other: 10, twelveHours: 30 } },
  ],
  [
    'zeros',
    details({ cached_tokens: 0, cache_write_tokens: 0 }),
    { uncachedInputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: { other: 0 } },
  ],
])('%s', (_name, raw, expected) => {
  expect({ ...unknown, ...fromResponsesUsage(raw) }).toMatchObject(expected)
})

test.each([null, undefined, 'usage', 7, []])('%s is no usage', (raw) => {
  expect(fromChatUsage(raw)).toBeUndefined()
})

test('whatever a server reports: every count is a whole number or absent, and the buckets add up to the input', () => {
  const anything = fc.oneof(
    fc.nat(1000),
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.constant(undefined),
  )
  const usage = fc.record({
    prompt_tokens: anything,
    completion_tokens: anything,
    prompt_tokens_details: fc.option(
      fc.record({
        cached_tokens: anything,
        cache_write_tokens: anything,
        cache_write_tokens_details: fc.option(
          fc.record({ ttl_30m_tokens: anything, ttl_12h_tokens: anything }),
        ),
      }),
    ),
  })
  fc.assert(
    fc.property(usage, (raw) => {
      const read = fromChatUsage(raw)
      const writes = Object.values(read?.cacheWriteTokens ?? {})
      const parts = [read?.uncachedInputTokens, read?.cacheReadTokens, ...writes].filter(
        (part) => part !== undefined,
      )
      expect(
        [...parts, read?.outputTokens ?? 0].every((part) => Number.isSafeInteger(part) && part >= 0),
      ).toBe(true)
      if (read?.uncachedInputTokens !== undefined)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(raw.prompt_tokens)
    }),
  )
})
