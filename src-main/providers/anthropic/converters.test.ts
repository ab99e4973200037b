import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { fromAnthropicUsage, mergeAnthropicUsage } from './from-anthropic-usage.ts'
import { mapStopReason } from './map-stop-reason.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import { anthropicProfile } from './anthropic-profile.ts'

const context = { model: 'm', host: 'api.anthropic.com', apiKey: 'secret', hasBegun: false }

test('what was not reported stays absent, a reported 0 stays 0', () => {
  expect(fromAnthropicUsage({ input_tokens: 5, output_tokens: 2 }, true)).toMatchObject({ uncachedInputTokens: 5, cacheReadTokens: undefined, cacheWriteTokens: undefined, outputTokens: 2 })
  expect(fromAnthropicUsage({ input_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }, true)).toMatchObject({ cacheReadTokens: 0, cacheWriteTokens: { other: 0 }, outputTokens: undefined })
})

test('the written total never differs from what the vendor billed, whatever the split says', () => {
  const tokens = fc.nat(100_000)
  fc.assert(
    fc.property(tokens, tokens, tokens, (total, fiveMinutes, oneHour) => {
      const usage = fromAnthropicUsage({ cache_creation_input_tokens: total, cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour } }, false)
      expect(cacheWriteTotal(usage)).toBe(total)
    }),
  )
})

test('later totals overwrite only when they are not null', () => {
  expect(mergeAnthropicUsage({ input_tokens: 5, cache_read_input_tokens: 7 }, { input_tokens: null, cache_read_input_tokens: 8, output_tokens: 1 })).toEqual({ input_tokens: 5, cache_read_input_tokens: 8, output_tokens: 1 })
})

test.each([
  ['end_turn', 'end'],
  ['stop_sequence', 'end'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'refusal'],
  ['tool_use', 'other'],
  [undefined, 'other'],
] as const)('stop reason %s is %s', (reason, expected) => {
  expect(mapStopReason(reason)).toBe(expected)
})

test.each([
  ['ENOTFOUND', new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }), 'network'],
  ['ERR_INTERNET_DISCONNECTED', new Error('net::ERR_INTERNET_DISCONNECTED'), 'network'],
  ['', new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }) }), 'timeout'],
])('a network error names the host and %s', (shown, cause, code) => {
  const error = toVendorError(Object.assign(new Error('Connection error.', { cause }), { name: 'APIConnectionError' }), context, anthropicProfile)
  expect(error).toMatchObject({ code, retryable: true })
  expect(error.message).toContain('api.anthropic.com')
  expect(error.message).toContain(shown)
})

test.each([
  ['one that is retired', 'model: claude-3 has been retired on 2026-10-01', /no longer offers the model “m”\. Choose another model in Settings/],
  ['one that is unknown', 'model: m', /does not know the model “m”.*Choose another model in Settings/],
])('a model that is gone is named with where to choose another: %s', (_name, apiMessage, message) => {
  const error = toVendorError({ status: 404, type: 'not_found_error', apiMessage, message: '404' }, context, anthropicProfile)
  expect(error).toMatchObject({ code: 'model_not_found', retryable: false, message: expect.stringMatching(message) as string })
})
