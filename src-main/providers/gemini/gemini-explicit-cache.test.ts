import { afterEach, expect, test, vi } from 'vitest'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import { answering, key, run } from './__fixtures__/answering.ts'

const failing = (status: number, error: object, more: Partial<ProviderCall> = {}): Promise<ProviderEvent[]> =>
  run(answering(JSON.stringify({ error }), { status, headers: { 'content-type': 'application/json' } }), more)

afterEach(() => vi.unstubAllEnvs())

const explicit: Partial<ProviderCall> = {
  plan: { mode: 'explicit', marks: [{ blockIndex: 5, ttl: '1h' }], reason: '' },
  cache: { scope: 'scope', explicitCache: 'cachedContents/gone' },
}

test.each([
  [403, 'PERMISSION_DENIED', 'CachedContent not found (or permission denied)', 'not_found', true],
  [404, 'NOT_FOUND', 'Requested entity was not found.', 'not_found', true],
  [400, 'INVALID_ARGUMENT', 'Cache content 123 is expired.', 'not_found', true],
  [404, 'NOT_FOUND', 'models/gemini-3.8-flash is not found for API version v1beta', 'model_not_found', false],
  [403, 'PERMISSION_DENIED', 'The caller does not have permission', 'permission_denied', false],
  [
    400,
    'INVALID_ARGUMENT',
    'CachedContent can not be used with GenerateContent request setting tools',
    'bad_input',
    false,
  ],
])('with a cache, %d %s “%s” is %s', async (code, status, message, expected, retryable) => {
  expect(await failing(code, { code, status, message }, explicit)).toMatchObject([
    { type: 'failed', error: { code: expected, retryable } },
  ])
})

test('without a cache, the same words are not taken for a cache that is gone', async () => {
  expect(
    await failing(403, {
      code: 403,
      status: 'PERMISSION_DENIED',
      message: 'CachedContent not found (or permission denied)',
    }),
  ).toMatchObject([{ error: { code: 'permission_denied' } }])
})

test.each([
  ['7s', 7000],
  ['0.5s', 500],
  ['soon', undefined],
  ['-3s', undefined],
  ['99999999s', undefined],
])('a retry delay of %s is a wait of %s ms', async (retryDelay, retryAfterMs) => {
  const [event] = await failing(429, {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'Quota',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.Help' },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ],
  })
  expect(event?.type === 'failed' && event.error.retryAfterMs).toBe(retryAfterMs)
})

test.each([
  [
    {
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: 'API key not valid. Please pass a valid API key.',
      details: [{ reason: 'API_KEY_INVALID' }],
    },
    'invalid_key',
  ],
  [
    { code: 400, status: 'INVALID_ARGUMENT', message: 'API key expired. Please renew the API key.' },
    'invalid_key',
  ],
  [
    { code: 400, status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
    'permission_denied',
  ],
  [{ code: 400, status: 'INVALID_ARGUMENT', message: `bad key ${key}` }, 'bad_input'],
])('%o is %s, and shows no key', async (error, code) => {
  const events = await failing(400, error)
  expect(events).toMatchObject([{ type: 'failed', error: { code } }])
  expect(JSON.stringify(events)).not.toContain(key)
})
