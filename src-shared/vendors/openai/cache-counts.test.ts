import { expect, test } from 'vitest'
import { fromChatUsage, fromResponsesUsage } from './from-openai-usage.ts'

const counts = { prompt_tokens: 1000, completion_tokens: 4 }

test.each([
  ['DeepSeek', { prompt_cache_hit_tokens: 896, prompt_cache_miss_tokens: 104 }],
  ['Moonshot', { cached_tokens: 896 }],
  ['others', { num_cached_tokens: 896 }],
  ['gateways with Anthropic’s names', { cache_read_input_tokens: 896 }],
  ['details of 0 beside a count', { prompt_tokens_details: { cached_tokens: 0 }, cached_tokens: 896 }],
  ['null details', { prompt_tokens_details: null, prompt_cache_hit_tokens: 896 }],
])('what was read from a cache is found where it stands: %s', (_name, more) => {
  expect(fromChatUsage({ ...counts, ...more })).toMatchObject({
    uncachedInputTokens: 104,
    cacheReadTokens: 896,
    outputTokens: 4,
  })
})

test.each([
  ['at the top', { cache_creation_input_tokens: 600 }],
  ['in the details', { prompt_tokens_details: { cache_creation_tokens: 600 } }],
])('what was written is found, too: %s', (_name, more) => {
  expect(fromChatUsage({ ...counts, ...more })).toMatchObject({
    uncachedInputTokens: 400,
    cacheWriteTokens: { other: 600 },
  })
})

test('a prompt of 0 tokens was not counted: nothing is known, and nothing costs $0', () => {
  expect(fromChatUsage({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })).toEqual({
    raw: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  })
  expect(fromChatUsage({ prompt_tokens: 0, completion_tokens: 7 })).toMatchObject({ outputTokens: 7 })
  expect(fromResponsesUsage({ input_tokens: 0, output_tokens: 0 })).toEqual({
    raw: { input_tokens: 0, output_tokens: 0 },
  })
})

test('hits beyond the prompt, or of another kind, tell nothing about the input', () => {
  for (const hits of [5000, 'many', -1])
    expect(fromChatUsage({ ...counts, prompt_cache_hit_tokens: hits })).toEqual({
      outputTokens: 4,
      raw: { ...counts, prompt_cache_hit_tokens: hits },
    })
})
