import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, ProviderEvent } from '../provider.ts'
import { guardStream } from './guard-stream.ts'
import { nextInTime } from './next-in-time.ts'
import { pinHeaders } from '../../../src-shared/vendors/pin-headers.ts'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import { optionalKey, requireKey } from './require-key.ts'
import { toVendorError } from './to-vendor-error.ts'
import { openAiVendor } from '../openai/openai-vendor.ts'
import type { CallContext } from './vendor.ts'

const context: CallContext = {
  model: 'm-1',
  host: 'api.example.com',
  apiKey: 'sk-secret-0123456789',
  hasBegun: false,
}
const vendor = openAiVendor('Example')

/** An answer as the SDK throws it. */
interface Answer {
  readonly status: number
  readonly said?: string
  readonly retryAfterMs?: number
}
const thrown = ({ status, said, retryAfterMs }: Answer): Error =>
  Object.assign(new Error(String(status)), {
    status,
    error: said === undefined ? undefined : { message: said },
    headers: new Headers(retryAfterMs === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
  })
const errorOf = (answer: Answer, more: Partial<CallContext> = {}): RephloError =>
  toVendorError(thrown(answer), { ...context, ...more }, vendor)
const never = new AbortController().signal

test('a pinned fetch sends exactly our headers and key and follows no redirect', async () => {
  const sent: RequestInit[] = []
  const fetch: Fetch = (_input, init) => {
    sent.push(init ?? {})
    return Promise.resolve(new Response())
  }
  const headers = {
    Authorization: 'Bearer other',
    'Content-Type': 'application/json',
    'x-secret': 's',
    'x-stainless-os': 'Linux',
    'Vendor-Version': '1',
  }
  await pinHeaders(fetch, { auth: { 'x-key': 'k' }, allowed: ['vendor-version'] })(
    'https://api.example.com',
    { headers },
  )
  expect(Object.fromEntries(new Headers(sent[0]?.headers))).toEqual({
    'content-type': 'application/json',
    'vendor-version': '1',
    'x-key': 'k',
  })
  expect(sent[0]?.redirect).toBe('error')
})

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  [{ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '99999999' }, undefined],
  [{ 'retry-after': '0' }, 0],
  [{}, undefined],
])('%o asks for a wait of %s ms', (headers: Record<string, string>, expected) => {
  expect(readRetryAfter(new Headers(headers), () => Date.parse('2026-11-21T10:00:00Z'))).toBe(expected)
})

test('keys are taken out wherever they occur, words are not', () => {
  expect(redactSecrets('a sk-proj-abcdefgh b AIzaSyA0123456789012345678901 c mine1234 d', 'mine1234')).toBe(
    'a [key] b [key] c [key] d',
  )
  expect(redactSecrets('task-based risk-free', 'task')).toBe('task-based risk-free')
})

test('a key is required or optional, and never one that no header can carry', () => {
  expect(requireKey({ apiKey: ' sk-1 ' }, 'Example')).toBe('sk-1')
  expect(optionalKey({ apiKey: ' ' }, 'Example')).toBeUndefined()
  expect(() => requireKey({}, 'Example')).toThrow(/no key for Example/)
  expect(() => optionalKey({ apiKey: 'ü\n' }, 'Example')).toThrow(/characters that no key has/)
})

test.each([
  [{ status: 400, said: 'No.' }, 'bad_input', false],
  [{ status: 400, said: 'This model has a maximum context length of 8 tokens' }, 'too_large', false],
  [{ status: 401, said: 'x' }, 'invalid_key', false],
  [{ status: 403, said: 'x' }, 'permission_denied', false],
  [{ status: 404, said: 'There is no model m-1' }, 'model_not_found', false],
  [{ status: 404, said: 'Not Found' }, 'provider_error', false],
  [{ status: 402, said: 'x' }, 'out_of_credit', false],
  [{ status: 404 }, 'provider_error', false],
  [{ status: 413, said: 'x' }, 'too_large', false],
  [{ status: 429, said: 'x', retryAfterMs: 1500 }, 'rate_limited', true],
  [{ status: 500, said: 'x' }, 'provider_error', true],
  [{ status: 503, said: 'x', retryAfterMs: 2000 }, 'overloaded', true],
  [{ status: 504 }, 'timeout', true],
] as const)('%o is %s', (failure: Answer, code, retryable) => {
  expect(errorOf(failure)).toMatchObject({ code, retryable, retryAfterMs: failure.retryAfterMs })
})

test('the wait, a retired model and a hint are told in words', () => {
  expect(errorOf({ status: 429, said: 'x', retryAfterMs: 1500 }).message).toContain('Wait 2 seconds')
  expect(errorOf({ status: 404, said: 'The model m-1 has been deprecated' }).message).toBe(
    'Example no longer offers the model “m-1”. Example says: The model m-1 has been deprecated. ' +
      'Choose another model in Settings.',
  )
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  })
  expect(toVendorError(refused, context, { ...vendor, unreachableHint: 'Is it running?' })).toMatchObject({
    code: 'network',
    message: 'api.example.com cannot be reached (ECONNREFUSED). Is it running?',
  })
})

test('the key stays out of the message and of the cause', () => {
  const error = errorOf({ status: 400, said: `bad ${context.apiKey ?? ''}` })
  expect(error.message).toBe(
    'Example refused the request: bad [key]. Change the text or the Command, or choose another model.',
  )
  const network = toVendorError(new TypeError(`bad header ${context.apiKey ?? ''}`), context, vendor)
  expect(String(network.cause)).not.toContain(context.apiKey)
})

test('a failure after the beginning is a cut stream, a redirect is not followed', () => {
  expect(toVendorError(new TypeError('terminated'), { ...context, hasBegun: true }, vendor).code).toBe(
    'stream_interrupted',
  )
  expect(
    toVendorError(new TypeError('fetch failed', { cause: new Error('unexpected redirect') }), context, vendor)
      .message,
  ).toContain('redirects to another address')
})

test('a silent stream times out under the name of the vendor, an abort ends the wait', async () => {
  const silent: AsyncIterator<string> = { next: () => new Promise(() => undefined) }
  await expect(nextInTime(silent, 5, never, 'Example')).rejects.toMatchObject({
    code: 'timeout',
    message: 'Example stopped answering. Try again.',
  })
  const stop = new AbortController()
  const waiting = nextInTime(silent, 10_000, stop.signal, 'Example')
  stop.abort()
  expect(await waiting).toEqual({ kind: 'aborted' })
})

test('a guarded stream closes its connection and ends with one terminal event', async () => {
  const stop = new AbortController()
  const connections: AbortSignal[] = []
  async function* read(connection: AbortSignal): AsyncGenerator<ProviderEvent> {
    connections.push(connection)
    yield { type: 'text', text: 'a' }
    await setImmediate()
    throw new RephloError('network', 'Gone.')
  }
  const collect = async (signal: AbortSignal, isLeaving: boolean): Promise<ProviderEvent[]> => {
    const events: ProviderEvent[] = []
    for await (const event of guardStream(signal, read, () => new RephloError('network', 'Gone.'))) {
      events.push(event)
      if (isLeaving) break
    }
    return events
  }
  expect((await collect(never, false)).at(-1)).toEqual({
    type: 'failed',
    error: { code: 'network', message: 'Gone.', retryable: false },
  })
  await collect(never, true)
  stop.abort()
  expect((await collect(stop.signal, false)).at(-1)).toEqual({ type: 'cancelled' })
  expect(connections.map(({ aborted }) => aborted)).toEqual([true, true, true])
})
