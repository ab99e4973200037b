import { expect, test } from 'vitest'
import { readGoogleError } from './read-google-error.ts'

const thrown = (status: number, message: string) => ({ name: 'ApiError', status, message })
const body = (details: readonly object[]) =>
  JSON.stringify({ error: { message: 'Quota.', status: 'RESOURCE_EXHAUSTED', details } })

test('the body gives kind, words, reasons and wait, also behind the words that the SDK puts before it in a stream', () => {
  const read = {
    status: 429,
    type: 'RESOURCE_EXHAUSTED',
    said: 'Quota.',
    reasons: ['API_KEY_INVALID'],
    retryAfterMs: 34_070,
  }
  const said = body([{ reason: 7 }, { reason: 'API_KEY_INVALID' }, { retryDelay: '34.07s' }])
  expect(readGoogleError(thrown(429, said))).toEqual(read)
  expect(readGoogleError(thrown(429, `got status: 429. ${said}`))).toEqual(read)
})

test('a wait of days is none, and so is nonsense', () => {
  for (const retryDelay of ['99999999s', 'soon', 4])
    expect(readGoogleError(thrown(429, body([{ retryDelay }])))).not.toHaveProperty('retryAfterMs')
})

test('another server’s page leaves the status alone, a broken connection nothing', () => {
  expect(readGoogleError(thrown(502, '<html>'))).toEqual({ status: 502, reasons: [] })
  expect(readGoogleError(new Error('fetch failed'))).toBeUndefined()
})
