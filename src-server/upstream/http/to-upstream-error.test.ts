import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ApiError } from '../../api-error.ts'
import { AnswerCutError } from './exchange.ts'
import { AnswerTooLargeError } from './pooled-body.ts'
import { classifyOpenAi } from '../../../src-shared/vendors/openai/classify-openai.ts'
import { toUpstreamError, type UpstreamVendor } from './to-upstream-error.ts'

const apiKey = 'sk-secret-0123456789'
const call = { signal: new AbortController().signal, apiKey, model: 'gpt-6-luna' }

const vendor: UpstreamVendor = { name: 'OpenAI', classify: classifyOpenAi }

/** An answer as the SDK throws it; without a status, as an event in a stream. */
interface Answer {
  readonly status?: number
  readonly said?: string
  readonly code?: string
  readonly param?: string
  readonly retryAfterMs?: number
}
const judged = (error: unknown): ApiError => toUpstreamError(error, call, vendor)
const failing = ({ status, said, retryAfterMs, ...more }: Answer): ApiError =>
  judged(
    Object.assign(new Error('vendor'), {
      status,
      error: said === undefined ? undefined : { message: said, ...more },
      headers: new Headers(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
    }),
  )
const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code })

test.each([
  [
    { status: 400, said: 'Unknown parameter', code: 'unknown_parameter', param: 'x' },
    400,
    'unknown_parameter',
  ],
  [{ status: 422, said: 'No' }, 400, 'upstream_refused_request'],
  [{ status: 400, said: 'Too big', code: 'context_length_exceeded' }, 400, 'context_length_exceeded'],
  [
    { status: 400, said: 'The input token count (9) exceeds the maximum number of tokens allowed (8).' },
    400,
    'context_length_exceeded',
  ],
  [{ status: 413, said: 'Request exceeds the maximum size' }, 400, 'request_too_large'],
  [{ status: 401, said: 'Incorrect API key' }, 502, 'upstream_refused_key'],
  [{ status: 403, said: 'No access' }, 502, 'upstream_refused_key'],
  [{ status: 404, said: 'No such model' }, 404, 'model_not_found'],
  [{ status: 404 }, 502, 'upstream_unreadable'],
  [{ status: 405 }, 502, 'upstream_unreadable'],
  [{ status: 307, said: 'Moved' }, 502, 'upstream_unreadable'],
  [{ status: 429, said: 'Slow down' }, 429, 'upstream_rate_limited'],
  [
    { status: 429, said: 'You exceeded your current quota', code: 'insufficient_quota' },
    502,
    'upstream_refused_key',
  ],
  [
    { status: 429, said: 'You exceeded your current quota, please check your plan and billing details.' },
    429,
    'upstream_rate_limited',
  ],
  [{ status: 500, said: 'Oh' }, 502, 'upstream_error'],
  [{ said: 'Oh' }, 502, 'upstream_error'],
  [{ status: 503, said: 'Oh' }, 503, 'upstream_overloaded'],
  [{ status: 529 }, 503, 'upstream_overloaded'],
  [{ status: 408 }, 504, 'upstream_timeout'],
] as const)('%j is %i %s', (failure, status, code) => {
  expect(failing(failure)).toMatchObject({ status, code })
})

test('the field that the vendor names is named, and its wait is handed on in whole seconds', () => {
  expect(failing({ status: 400, said: 'No', param: 'messages[0]' }).toBody()).toMatchObject({
    error: { param: 'messages[0]' },
  })
  expect(failing({ status: 429, said: 'No', retryAfterMs: 6100 }).toBody()).toMatchObject({ retryAfter: 7 })
})

test.each([
  [
    'a time limit of the pool',
    new DOMException('Nothing came: timed out', 'TimeoutError'),
    504,
    'upstream_timeout',
  ],
  [
    'a time limit inside an error of an SDK',
    new Error('Connection error.', { cause: new DOMException('late', 'TimeoutError') }),
    504,
    'upstream_timeout',
  ],
  ['a time limit of an SDK', new Error('Request timed out.'), 504, 'upstream_timeout'],
  [
    'a refused connection',
    new Error('Connection error.', { cause: coded('connect ECONNREFUSED', 'ECONNREFUSED') }),
    502,
    'upstream_unreachable',
  ],
  ['a closed connection', coded('other side closed', 'UND_ERR_SOCKET'), 502, 'upstream_unreachable'],
  [
    'a certificate that is none',
    coded('self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    502,
    'upstream_unreachable',
  ],
  [
    'a cut answer',
    new Error('Connection error.', { cause: new AnswerCutError(coded('reset', 'ECONNRESET')) }),
    502,
    'upstream_interrupted',
  ],
  ['no JSON', new SyntaxError('Unexpected token <'), 502, 'upstream_unreadable'],
  ['too large an answer', new AnswerTooLargeError(1), 502, 'upstream_unreadable'],
  ['too many headers', coded('Headers Overflow', 'UND_ERR_HEADERS_OVERFLOW'), 502, 'upstream_unreadable'],
  ['no HTTP', coded('Parse error', 'HPE_INVALID_CONSTANT'), 502, 'upstream_unreadable'],
  ['what is no error', 'no', 502, 'upstream_unreadable'],
])('%s', (_what, error, status, code) => {
  expect(judged(error)).toMatchObject({ status, code })
})

test('an error of the gateway stays what it is, and an abort of the client comes first', () => {
  const own = new ApiError(400, 'invalid_request_error', 'invalid_request', 'No')
  expect(judged(own)).toBe(own)
  const reason = new Error('Gone')
  expect(() => toUpstreamError(own, { ...call, signal: AbortSignal.abort(reason) }, vendor)).toThrow(reason)
})

test('the gateway’s key gets into no message and no cause', () => {
  const inside = new Error(`Connection error with ${apiKey}`, { cause: new Error(`header ${apiKey}`) })
  expect(inspect(judged(inside), { depth: null })).not.toContain(apiKey)
  expect(
    inspect(failing({ status: 400, said: `Key ${apiKey} and sk-other-0123456789` }), { depth: null }),
  ).not.toMatch(/sk-(?:secret|other)/)
})
