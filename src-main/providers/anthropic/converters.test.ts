import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { fromAnthropicUsage, mergeAnthropicUsage } from './from-anthropic-usage.ts'
import { mapStopReason } from './map-stop-reason.ts'
import { redactSecrets } from './redact-secrets.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'
import { toProviderError } from './to-provider-error.ts'

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

test('without a prefix there is no system, and an empty block is neither sent nor marked', () => {
  const dynamic = { segment: 'dynamic', text: 'x', hash: '', tokens: 1 } as const
  const empty = { segment: 'space', text: '', hash: '', tokens: 0 } as const
  const call = { model: 'm', plan: { marks: [{ blockIndex: 0, ttl: '1h' as const }], reason: '' }, maxOutputTokens: 1 }
  expect(toAnthropicRequest({ ...call, prompt: { prefix: [], dynamic } })).not.toHaveProperty('system')
  expect(toAnthropicRequest({ ...call, prompt: { prefix: [empty], dynamic } })).not.toHaveProperty('system')
})

test.each([
  ['ENOTFOUND', new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }), 'network'],
  ['ERR_INTERNET_DISCONNECTED', new Error('net::ERR_INTERNET_DISCONNECTED'), 'network'],
  ['', new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }) }), 'timeout'],
])('a network error names the host and %s', (shown, cause, code) => {
  const error = toProviderError(Object.assign(new Error('Connection error.', { cause }), { name: 'APIConnectionError' }), context)
  expect(error).toMatchObject({ code, retryable: true })
  expect(error.message).toContain('api.anthropic.com')
  expect(error.message).toContain(shown)
})

test('keys are taken out of a message, words are not', () => {
  expect(redactSecrets('sk-ant-abc-1 and my-secret-key', 'my-secret-key')).toBe('[key] and [key]')
  expect(redactSecrets('Check it', 'k')).toBe('Check it')
})
