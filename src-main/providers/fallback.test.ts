import { expect, test } from 'vitest'
import { errorCodes, type ErrorCode } from '../../src-shared/rephlo-error.ts'
import { canFallBack, fallbackWarning } from './fallback.ts'

const error = (code: ErrorCode, retryable = true) => ({ code, retryable, message: '' })

test('another provider may answer for what is wrong at this one, not for what is wrong with the request or the computer', () => {
  const allowed = errorCodes.filter((code) => canFallBack(error(code), false))
  expect(allowed).toEqual([
    'missing_key',
    'invalid_key',
    'permission_denied',
    'logged_out',
    'no_credits',
    'out_of_credit',
    'model_not_found',
    'rate_limited',
    'overloaded',
    'network',
    'timeout',
    'provider_error',
    'keychain_unavailable',
  ])
})

test('an address that is no provider is told instead of hidden', () => {
  expect(canFallBack(error('provider_error', false), false)).toBe(false)
})

test('no second provider is asked once the answer has begun', () => {
  for (const code of errorCodes) expect(canFallBack(error(code), true), code).toBe(false)
})

test.each([
  ['network', 'Anthropic could not be reached, so OpenAI is asked.'],
  [
    'invalid_key',
    'Anthropic did not accept the key, so OpenAI is asked. Check the key for Anthropic in Settings → Providers and keys.',
  ],
  [
    'model_not_found',
    'Anthropic does not have the chosen model, so OpenAI is asked. Choose another model of Anthropic in Settings.',
  ],
] as const)('%s is told with who is asked instead and what to put right', (code, message) => {
  expect(fallbackWarning(error(code), 'Anthropic', 'OpenAI')).toEqual({
    type: 'warning',
    code: 'fallback',
    message,
  })
})
