import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cacheStatusOf,
  cacheWriteTotal,
  reportsCache,
  totalInputTokens,
} from '../../../src-shared/usage-arithmetic.ts'
import {
  anthropicUsageSchema,
  fromAnthropicUsage,
  mergeAnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import { anthropicVendor } from './anthropic-vendor.ts'

const context = { model: 'm', host: 'api.anthropic.com', apiKey: 'secret', hasBegun: false }

test('what was not reported stays absent, a reported 0 stays 0', () => {
  expect(fromAnthropicUsage({ input_tokens: 5, output_tokens: 2 }, true)).toMatchObject({
    uncachedInputTokens: 5,
    cacheReadTokens: undefined,
    cacheWriteTokens: undefined,
    outputTokens: 2,
  })
  expect(
    fromAnthropicUsage({ input_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }, true),
  ).toMatchObject({ cacheReadTokens: 0, cacheWriteTokens: { other: 0 }, outputTokens: undefined })
})

test('the written total never differs from what the vendor billed, whatever the split says', () => {
  const tokens = fc.nat(100_000)
  fc.assert(
    fc.property(tokens, tokens, tokens, (total, fiveMinutes, oneHour) => {
      const usage = fromAnthropicUsage(
        {
          cache_creation_input_tokens: total,
          cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
        },
        false,
      )
      expect(cacheWriteTotal(usage)).toBe(total)
    }),
  )
})

test.each([
  ['a negative read', { cache_read_input_tokens: -100, cache_creation_input_tokens: 0 }],
  ['a fraction written', { cache_read_input_tokens: 0, cache_creation_input_tokens: 0.5 }],
  ['a read as text', { cache_read_input_tokens: '7', cache_creation_input_tokens: 0 }],
  [
    'a malformed split without a total',
    {
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: -1, ephemeral_1h_input_tokens: 5 },
    },
  ],
  ['a split that is none', { cache_read_input_tokens: 0, cache_creation: 'much' }],
])('%s is neither a known 0 nor an input without it', (_name, cache) => {
  const usage = fromAnthropicUsage(
    anthropicUsageSchema.parse({ input_tokens: 500, output_tokens: 3, ...cache }),
    true,
  )
  expect([cacheStatusOf(usage), reportsCache(usage), totalInputTokens(usage)]).toEqual([
    'unknown',
    false,
    undefined,
  ])
  expect(usage.outputTokens).toBe(3)
})

test('a malformed part of the split does not spoil a total that is known', () => {
  const usage = anthropicUsageSchema.parse({
    input_tokens: 500,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 90,
    cache_creation: { ephemeral_5m_input_tokens: 'x', ephemeral_1h_input_tokens: 40 },
  })
  expect(fromAnthropicUsage(usage, true)).toMatchObject({
    uncachedInputTokens: 500,
    cacheReadTokens: 0,
    cacheWriteTokens: { oneHour: 40, other: 50 },
  })
})

test('with breakpoints, what is not said about the cache leaves the input unknown; without them it is the whole input', () => {
  const silent = { input_tokens: 500, cache_read_input_tokens: null, output_tokens: 3 }
  expect(totalInputTokens(fromAnthropicUsage(silent, true, true))).toBeUndefined()
  expect(
    totalInputTokens(fromAnthropicUsage({ ...silent, cache_read_input_tokens: 40 }, true, true)),
  ).toBeUndefined()
  expect(
    totalInputTokens(
      fromAnthropicUsage(
        { ...silent, cache_read_input_tokens: 40, cache_creation_input_tokens: 0 },
        true,
        true,
      ),
    ),
  ).toBe(540)
  expect(totalInputTokens(fromAnthropicUsage(silent, true, false))).toBe(500)
})

test('totals are cumulative: a last report of zeros takes nothing back', () => {
  const start = {
    input_tokens: 500,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 900,
    cache_creation: { ephemeral_5m_input_tokens: 900, ephemeral_1h_input_tokens: 0 },
    output_tokens: 1,
  }
  const zeros = {
    input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: 0,
  }
  expect(mergeAnthropicUsage(start, zeros)).toEqual(start)
  expect(mergeAnthropicUsage(start, { input_tokens: 700, output_tokens: 42 })).toEqual({
    ...start,
    input_tokens: 700,
    output_tokens: 42,
  })
})

test('later totals overwrite only when they are not null', () => {
  expect(
    mergeAnthropicUsage(
      { input_tokens: 5, cache_read_input_tokens: 7 },
      { input_tokens: null, cache_read_input_tokens: 8, output_tokens: 1 },
    ),
  ).toEqual({ input_tokens: 5, cache_read_input_tokens: 8, output_tokens: 1 })
})

test.each([
  [
    'ENOTFOUND',
    new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }),
    'network',
  ],
  ['ERR_INTERNET_DISCONNECTED', new Error('net::ERR_INTERNET_DISCONNECTED'), 'network'],
  [
    '',
    new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ETIMEDOUT' }) }),
    'timeout',
  ],
])('a network error names the host and %s', (shown, cause, code) => {
  const error = toVendorError(
    Object.assign(new Error('Connection error.', { cause }), { name: 'APIConnectionError' }),
    context,
    anthropicVendor,
  )
  expect(error).toMatchObject({ code, retryable: true })
  expect(error.message).toContain('api.anthropic.com')
  expect(error.message).toContain(shown)
})

test.each([
  [
    'one that is retired',
    'model: claude-3 has been retired on 2026-10-01',
    /no longer offers the model “m”\. .*retired on 2026-10-01.*Choose another model in Settings/,
  ],
  ['one that is unknown', 'model: m', /does not know the model “m”.*Choose another model in Settings/],
])('a model that is gone is named with where to choose another: %s', (_name, apiMessage, message) => {
  const error = toVendorError(
    { status: 404, type: 'not_found_error', apiMessage, message: '404' },
    context,
    anthropicVendor,
  )
  expect(error).toMatchObject({
    code: 'model_not_found',
    retryable: false,
    message: expect.stringMatching(message) as string,
  })
})
