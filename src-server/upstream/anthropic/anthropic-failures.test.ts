import { inspect } from 'node:util'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import type { ScenarioInput } from '../../../e2e/provider-lab/scenario.ts'
import { ApiError } from '../../api-error.ts'
import { createPooledFetch } from '../http/create-pooled-fetch.ts'
import { createAnthropicUpstream } from './create-anthropic-upstream.ts'
import { never, readStream, testCall, textOf } from './test-calls.ts'

const apiKey = 'sk-ant-lab-secret-0123456789'
const text = 'One two three four five six seven eight nine ten.'
const lab = await createProviderLab()
const open = (timeoutMs: number) => {
  const fetch = createPooledFetch({ timeoutMs })
  return createAnthropicUpstream({ apiKey, baseUrl: lab.url, timeoutMs, fetch })
}
const fetch = createPooledFetch({ timeoutMs: 120_000 })
const patient = open(120_000)
/** For what is to time out. */
const hasty = open(1_000)
let upstream = patient
const call = testCall({
  messages: [
    {
      role: 'system',
      content: [{ type: 'text', text: 'Be brief. '.repeat(1000), cache_control: { type: 'ephemeral' } }],
    },
    { role: 'user', content: 'Hi' },
  ],
})

afterAll(async () => {
  await fetch.close()
  await lab.close()
})
beforeEach(() => {
  lab.scenarios.clear()
  upstream = patient
  lab.answerWith(text)
})

// Loading the libraries must not count against the time limits below.
await (await fetch(lab.url)).text()

const whole = async (): Promise<unknown> =>
  await upstream.complete(call, never).then(
    () => undefined,
    (error: unknown) => error,
  )
const streamed = async (): Promise<unknown> => (await readStream(upstream, call)).error

type Failure = readonly [what: string, scenario: ScenarioInput, status: number, code: string, message: RegExp]

const always: readonly Failure[] = [
  [
    '400',
    { kind: 'error', status: 400, message: 'messages.0.content: bad\n  thing' },
    400,
    'upstream_refused_request',
    /refused the request: messages\.0\.content: bad thing\.$/,
  ],
  [
    '400, too long',
    { kind: 'error', status: 400, message: 'prompt is too long: 208310 tokens > 200000 maximum' },
    400,
    'context_length_exceeded',
    /208310 tokens.*Send less/,
  ],
  [
    '400, no money left',
    { kind: 'error', status: 400, message: 'Your credit balance is too low to access the Anthropic API.' },
    502,
    'upstream_refused_key',
    /tell the operator/,
  ],
  ['401', { kind: 'error', status: 401 }, 502, 'upstream_refused_key', /Nothing is wrong with your request/],
  ['402', { kind: 'error', status: 402 }, 502, 'upstream_refused_key', /tell the operator/],
  ['403', { kind: 'error', status: 403 }, 502, 'upstream_refused_key', /tell the operator/],
  [
    '404',
    { kind: 'error', status: 404, message: 'model: claude-haiku-5-5' },
    404,
    'model_not_found',
    /“claude-haiku-5-5”.*GET \/v1\/models/,
  ],
  ['413', { kind: 'error', status: 413 }, 400, 'request_too_large', /maximum size/],
  [
    '429',
    { kind: 'error', status: 429, retryAfterSeconds: 7 },
    429,
    'upstream_rate_limited',
    /Wait 7 seconds/,
  ],
  ['500', { kind: 'error', status: 500 }, 502, 'upstream_error', /Internal server error/],
  ['503', { kind: 'error', status: 503 }, 503, 'upstream_overloaded', /overloaded/],
  ['504', { kind: 'error', status: 504 }, 504, 'upstream_timeout', /in time/],
  ['529', { kind: 'error', status: 529, retryAfterSeconds: 3 }, 503, 'upstream_overloaded', /Wait 3 seconds/],
  ['a server that never answers', { kind: 'hang' }, 504, 'upstream_timeout', /in time/],
  ['a slower answer than may be', { kind: 'slow', firstByteMs: 3000 }, 504, 'upstream_timeout', /in time/],
  ['a web page instead of an answer', { kind: 'garbage' }, 502, 'upstream_unreadable', /cannot be read/],
]

test.each(always)('%s is told, streamed and not', async (_what, scenario, status, code, message) => {
  if (code === 'upstream_timeout' && scenario.kind !== 'error') upstream = hasty
  for (const run of [whole, streamed]) {
    lab.scenarios.add(scenario)
    const error = await run()
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status, code, message: expect.stringMatching(message) as string })
    if ('retryAfterSeconds' in scenario)
      expect(error).toMatchObject({ options: { retryAfterSeconds: scenario.retryAfterSeconds } })
    expect(inspect(error, { depth: null })).not.toContain(apiKey)
  }
})

const inMidStream: readonly Failure[] = [
  ['a stream that goes silent', { kind: 'hang', afterChunks: 1 }, 504, 'upstream_timeout', /in time/],
  [
    'an event that is no JSON',
    { kind: 'garbage-event', afterChunks: 1 },
    502,
    'upstream_unreadable',
    /cannot be read/,
  ],
  ['a cut connection', { kind: 'cut', afterChunks: 2 }, 502, 'upstream_interrupted', /cut before/],
  ['a cut before the usage', { kind: 'cut-before-usage' }, 502, 'upstream_interrupted', /cut before/],
  [
    'a stream that ends early',
    { kind: 'end-early', afterChunks: 2 },
    502,
    'upstream_interrupted',
    /cut before/,
  ],
  [
    'overload in mid-stream',
    { kind: 'error-event', afterChunks: 2 },
    503,
    'upstream_overloaded',
    /overloaded/,
  ],
  [
    'another error in mid-stream',
    { kind: 'error-event', type: 'api_error', message: 'Internal server error' },
    502,
    'upstream_error',
    /Internal server error/,
  ],
  [
    'a refusal in mid-stream',
    { kind: 'error-event', type: 'invalid_request_error', message: 'No.' },
    400,
    'upstream_refused_request',
    /refused the request: No\./,
  ],
]

test.each(inMidStream)(
  '%s ends the stream with its own error',
  async (_what, scenario, status, code, message) => {
    if (code === 'upstream_timeout' && scenario.kind !== 'error') upstream = hasty
    lab.scenarios.add(scenario)
    const error = await streamed()
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status, code, message: expect.stringMatching(message) as string })
  },
)

test.each([{ kind: 'cut' }, { kind: 'cut-before-usage' }] as const)(
  'a whole answer that is cut ($kind) is told as such',
  async (scenario) => {
    lab.scenarios.add(scenario)
    expect(await whole()).toMatchObject({ status: 502, code: 'upstream_interrupted' })
  },
)

test('a cut stream keeps its text and its input, and claims no output', async () => {
  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  const { parts } = await readStream(
    createAnthropicUpstream({ apiKey: 'lab-cut', baseUrl: lab.url, timeoutMs: 120_000, fetch }),
    call,
  )
  expect(textOf(parts)).not.toBe('')
  expect(text.startsWith(textOf(parts))).toBe(true)
  const usages = parts.flatMap((part) => (part.type === 'usage' ? [part.usage] : []))
  expect(usages).toMatchObject([{ cacheReadTokens: 0, outputTokens: undefined }])
  expect(usages[0]?.cacheWriteTokens?.fiveMinutes).toBeGreaterThan(512)
})

test('a cut before the usage leaves it unknown, not 0', async () => {
  lab.scenarios.add({ kind: 'cut-before-usage' })
  expect((await readStream(upstream, call)).parts).toEqual([])
})

test('a slow answer within the limits is complete', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100, chunkMs: 20 })
  const { parts, error } = await readStream(upstream, call)
  expect(error).toBeUndefined()
  expect(textOf(parts)).toBe(text)
})

test.each([
  ['a whole answer is awaited', { kind: 'hang' }, 'complete'],
  ['a stream is awaited', { kind: 'hang' }, 'stream'],
  ['a stream runs', { kind: 'slow', chunkMs: 200 }, 'stream'],
  ['a stream is silent', { kind: 'hang', afterChunks: 2 }, 'stream'],
] as const)(
  'an abort while %s ends Anthropic’s socket and throws its reason',
  async (_when, scenario, way) => {
    lab.scenarios.add(scenario)
    const asked = lab.journal.entries.length
    const reason = new Error('The client is gone')
    const stop = new AbortController()
    const failed =
      way === 'complete'
        ? upstream.complete(call, stop.signal).catch((error: unknown) => error)
        : readStream(upstream, call, stop.signal).then(({ error }) => error)
    await expect.poll(() => lab.journal.entries.length).toBe(asked + 1)
    stop.abort(reason)
    expect(await failed).toBe(reason)
    await expect.poll(() => lab.journal.entries.at(-1)?.disconnectedAt).toBeDefined()
  },
)

test('who stops reading ends Anthropic’s socket', async () => {
  lab.scenarios.add({ kind: 'slow', chunkMs: 100 })
  for await (const part of upstream.stream(call, never)) if (part.type === 'chunk' && part.text !== '') break
  await expect.poll(() => lab.journal.entries.at(-1)?.disconnectedAt).toBeDefined()
})

test('a call that was aborted before is not made', async () => {
  const before = lab.journal.entries.length
  const reason = new Error('Gone')
  await expect(upstream.complete(call, AbortSignal.abort(reason))).rejects.toBe(reason)
  expect((await readStream(upstream, call, AbortSignal.abort(reason))).error).toBe(reason)
  expect(lab.journal.entries).toHaveLength(before)
})

test('a server that is not there', async () => {
  const gone = await createProviderLab()
  await gone.close()
  const nobody = createAnthropicUpstream({ apiKey, baseUrl: gone.url, timeoutMs: 120_000, fetch })
  await expect(nobody.complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreachable',
  })
})

test('what a client got wrong is told before Anthropic is asked', async () => {
  const before = lab.journal.entries.length
  await expect(upstream.complete({ ...call, body: { ...call.body, n: 2 } }, never)).rejects.toMatchObject({
    status: 400,
    options: { param: 'n' },
  })
  expect(lab.journal.entries).toHaveLength(before)
})
