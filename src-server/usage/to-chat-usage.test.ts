import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromAnthropicUsage } from '../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { fromGeminiUsage } from '../../src-shared/vendors/gemini/from-gemini-usage.ts'
import { fromChatUsage } from '../../src-shared/vendors/openai/from-openai-usage.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { toChatUsage } from './to-chat-usage.ts'

test('the whole input is counted once for a vendor whose input excludes the cache', () => {
  const raw = {
    input_tokens: 100,
    cache_read_input_tokens: 2_000,
    cache_creation_input_tokens: 300,
    cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
    output_tokens: 50,
    output_tokens_details: { thinking_tokens: 20 },
  }
  expect(toChatUsage(fromAnthropicUsage(raw, true, true))).toEqual({
    prompt_tokens: 2_400,
    completion_tokens: 50,
    total_tokens: 2_450,
    prompt_tokens_details: { cached_tokens: 2_000, cache_write_tokens: 300 },
    completion_tokens_details: { reasoning_tokens: 20 },
    cache_creation_input_tokens: 300,
    cache_read_input_tokens: 2_000,
    cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
  })
})

test('and for one whose input includes it, with its own further details', () => {
  const raw = {
    prompt_tokens: 2_400,
    completion_tokens: 50,
    total_tokens: 2_450,
    prompt_tokens_details: { cached_tokens: 2_000, cache_write_tokens: 300, audio_tokens: 7 },
    completion_tokens_details: { reasoning_tokens: 4 },
  }
  expect(toChatUsage(fromChatUsage(raw) ?? {})).toEqual({
    ...raw,
    cache_creation_input_tokens: 300,
    cache_read_input_tokens: 2_000,
  })
})

test("Gemini's thoughts are told as reasoning, and writes that it does not report are absent", () => {
  const raw = {
    promptTokenCount: 900,
    cachedContentTokenCount: 800,
    candidatesTokenCount: 10,
    thoughtsTokenCount: 5,
    totalTokenCount: 915,
  }
  expect(toChatUsage(fromGeminiUsage(raw, { isFinal: true, readsExplicitCache: false }))).toEqual({
    prompt_tokens: 900,
    completion_tokens: 15,
    total_tokens: 915,
    prompt_tokens_details: { cached_tokens: 800 },
    completion_tokens_details: { reasoning_tokens: 5 },
    cache_read_input_tokens: 800,
  })
})

test('a malformed count of the vendor does not come back through its details', () => {
  const raw = { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: -4 } }
  expect(toChatUsage({ uncachedInputTokens: 10, outputTokens: 1, raw })).toEqual({
    prompt_tokens: 10,
    completion_tokens: 1,
    total_tokens: 11,
    prompt_tokens_details: {},
  })
})

test('no usage is answered when input or output is unknown', () => {
  expect(toChatUsage({ outputTokens: 5 })).toBeUndefined()
  expect(toChatUsage({ uncachedInputTokens: 5, cacheReadTokens: 0 })).toBeUndefined()
})

const count = fc.option(fc.nat(1_000_000), { nil: undefined })
const usages: fc.Arbitrary<TokenUsage> = fc.record({
  uncachedInputTokens: fc.nat(1_000_000),
  cacheReadTokens: count,
  cacheWriteTokens: fc.option(
    fc.record({ fiveMinutes: count, oneHour: count, twelveHours: count, other: count }),
    { nil: undefined },
  ),
  outputTokens: fc.nat(1_000_000),
})

test('parts always add up to the input, and a reported 0 is a 0', () => {
  fc.assert(
    fc.property(usages, (usage) => {
      const answered = toChatUsage(usage)
      const { cached_tokens: read, cache_write_tokens: written } = answered?.prompt_tokens_details ?? {}
      expect(answered?.prompt_tokens).toBe((usage.uncachedInputTokens ?? 0) + (read ?? 0) + (written ?? 0))
      expect(answered?.total_tokens).toBe((answered?.prompt_tokens ?? 0) + (answered?.completion_tokens ?? 0))
      expect(read).toBe(usage.cacheReadTokens)
      expect(answered?.cache_read_input_tokens).toBe(read)
      expect(answered?.cache_creation_input_tokens).toBe(written)
      expect(written === undefined).toBe(usage.cacheWriteTokens === undefined)
    }),
  )
})
