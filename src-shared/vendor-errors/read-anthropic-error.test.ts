import { expect, test } from 'vitest'
import { readAnthropicError } from './read-anthropic-error.ts'

test('an answer gives status, kind, words and wait', () => {
  const thrown = Object.assign(new Error('429 {"type":"error"}'), {
    status: 429,
    type: 'rate_limit_error',
    apiMessage: 'Slow down.',
    headers: new Headers({ 'retry-after': '7' }),
  })
  expect(readAnthropicError(thrown)).toEqual({
    status: 429,
    type: 'rate_limit_error',
    apiMessage: 'Slow down.',
    message: '429 {"type":"error"}',
    retryAfterMs: 7_000,
  })
})

test('in a stream the kind stands for the status, an unknown one for trouble at the vendor', () => {
  const inStream = (type: string) => readAnthropicError(Object.assign(new Error('x'), { type }))?.status
  expect(['overloaded_error', 'billing_error', 'new_error'].map(inStream)).toEqual([529, 402, 500])
})

test('a broken connection is no answer, and odd fields do not hide one', () => {
  expect(readAnthropicError(new Error('socket hang up'))).toBeUndefined()
  expect(readAnthropicError(undefined)).toBeUndefined()
  expect(readAnthropicError({ status: 500, message: 7, headers: 'none' })).toMatchObject({
    status: 500,
    message: undefined,
    retryAfterMs: undefined,
  })
})
