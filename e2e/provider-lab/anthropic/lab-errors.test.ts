import { afterAll, beforeEach, expect, test } from 'vitest'
import { createAnthropicProvider } from '../../../src-main/providers/anthropic/anthropic-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { marksPlan, testCall, textBlock } from '../../../src-main/providers/test-call.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import type { JournalEntry } from '../journal.ts'
import type { ScenarioInput } from '../scenario.ts'

const lab = await createProviderLab()
const host = new URL(lab.url).host
const patient = createAnthropicProvider({ fetch, timeoutMs: 120_000 })
/** For what is to time out. */
const hasty = createAnthropicProvider({ fetch, timeoutMs: 1_500 })
let provider = patient
const key = 'sk-ant-lab-secret-0123456789'
const text = 'One two three four five six seven eight nine ten.'
const never = new AbortController().signal

afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  provider = patient
  lab.answerWith(text)
})

function callWith(more: Partial<ProviderCall> = {}): ProviderCall {
  return testCall({
    prompt: {
      prefix: [textBlock('system', 'Be brief. '.repeat(1000))],
      dynamic: textBlock('dynamic', 'Hello'),
      breakpoints: [0],
    },
    plan: marksPlan({ blockIndex: 0, ttl: '5m' }),
    credentials: { apiKey: key, baseUrl: lab.url },
    ...more,
  })
}

async function run(more: Partial<ProviderCall> = {}): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith(more), never)) events.push(event)
  return events
}

const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const errorOf = (events: readonly ProviderEvent[]): unknown =>
  events.flatMap((event) => (event.type === 'failed' ? [event.error] : []))[0]
const lastEntry = (): JournalEntry | undefined => lab.journal.entries.at(-1)

const failures: readonly (readonly [
  name: string,
  scenario: ScenarioInput,
  code: string,
  retryable: boolean,
  message: RegExp,
])[] = [
  [
    '401',
    { kind: 'error', status: 401 },
    'invalid_key',
    false,
    /did not accept the key.*Settings → Providers and keys/,
  ],
  ['402', { kind: 'error', status: 402 }, 'out_of_credit', false, /credit balance.*Settings/],
  [
    '403',
    { kind: 'error', status: 403 },
    'permission_denied',
    false,
    /permission to use.*Settings → Providers and keys/,
  ],
  [
    '404',
    { kind: 'error', status: 404, message: 'model: claude-haiku-5-5' },
    'model_not_found',
    false,
    /“claude-haiku-5-5”.*another model in Settings/,
  ],
  ['413', { kind: 'error', status: 413 }, 'too_large', false, /too large.*Select less text/],
  [
    '400, too long',
    { kind: 'error', status: 400, message: 'prompt is too long: 208310 tokens > 200000 maximum' },
    'too_large',
    false,
    /208310 tokens/,
  ],
  [
    '400, other',
    { kind: 'error', status: 400, message: 'system.0: bad\n  thing' },
    'bad_input',
    false,
    /refused the request: system\.0: bad thing\./,
  ],
  [
    '429',
    { kind: 'error', status: 429, retryAfterSeconds: 7 },
    'rate_limited',
    true,
    /Wait 7 seconds and try again/,
  ],
  ['429 without a time', { kind: 'error', status: 429 }, 'rate_limited', true, /Wait a little and try again/],
  ['500', { kind: 'error', status: 500 }, 'provider_error', true, /500.*Internal server error.*Try again/],
  ['503', { kind: 'error', status: 503 }, 'overloaded', true, /overloaded/],
  ['504', { kind: 'error', status: 504 }, 'timeout', true, /in time/],
  ['529', { kind: 'error', status: 529 }, 'overloaded', true, /overloaded.*try again/],
  ['a server that never answers', { kind: 'hang' }, 'timeout', true, /did not answer in time/],
  ['a stream that goes silent', { kind: 'hang', afterChunks: 1 }, 'timeout', true, /stopped answering/],
  [
    'a web page instead of an answer',
    { kind: 'garbage' },
    'provider_error',
    false,
    /does not answer as the API of Anthropic does/,
  ],
  [
    'an event that is no JSON',
    { kind: 'garbage-event', afterChunks: 1 },
    'provider_error',
    true,
    /cannot be read/,
  ],
  [
    'a cut connection',
    { kind: 'cut', afterChunks: 2 },
    'stream_interrupted',
    true,
    /cut before the answer was complete/,
  ],
  ['a cut before the usage', { kind: 'cut-before-usage' }, 'stream_interrupted', true, /Try again/],
  [
    'a stream that ends early',
    { kind: 'end-early', afterChunks: 2 },
    'stream_interrupted',
    true,
    /Try again/,
  ],
  ['an error in mid-stream', { kind: 'error-event', afterChunks: 2 }, 'overloaded', true, /overloaded/],
  [
    'another error in mid-stream',
    { kind: 'error-event', type: 'api_error', message: 'Internal server error' },
    'provider_error',
    true,
    /Internal server error/,
  ],
]

test.each(failures)('%s is told with what to do', async (_name, scenario, code, retryable, message) => {
  lab.scenarios.add(scenario)
  if (scenario.kind === 'hang') provider = hasty
  const events = await run()
  expect(errorOf(events)).toMatchObject({
    code,
    retryable,
    message: expect.stringMatching(message) as string,
  })
  expect(
    events.filter(({ type }) => type === 'failed' || type === 'finished' || type === 'cancelled'),
  ).toHaveLength(1)
  expect(JSON.stringify(events)).not.toContain(key)
})

test('a cut stream keeps the text and the input usage, and claims no output', async () => {
  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  const events = await run({ credentials: { apiKey: 'lab-cut', baseUrl: lab.url } })
  expect(text.startsWith(textOf(events))).toBe(true)
  expect(textOf(events)).not.toBe('')
  const usage = events.find((event) => event.type === 'usage')?.usage
  expect(usage?.cacheWriteTokens?.fiveMinutes).toBeGreaterThan(512)
  expect(usage?.outputTokens).toBeUndefined()
})

test('a cut before the usage leaves the usage unknown, not 0', async () => {
  lab.scenarios.add({ kind: 'cut-before-usage' })
  expect((await run()).some((event) => event.type === 'usage')).toBe(false)
})

test('a slow answer is complete', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100, chunkMs: 20 })
  const events = await run()
  expect(textOf(events)).toBe(text)
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
})

test('a long answer is cut at the limit and says so', async () => {
  expect((await run({ maxOutputTokens: 3 })).at(-1)).toEqual({ type: 'finished', stopReason: 'length' })
})

test.each([
  ['while it streams', { kind: 'slow', chunkMs: 200 }, 1],
  ['before anything came', { kind: 'hang' }, 0],
] as const)('stopping %s closes the connection at the server', async (_when, scenario, textsBefore) => {
  lab.scenarios.add(scenario)
  const stop = new AbortController()
  const asked = lab.journal.entries.length
  if (textsBefore === 0)
    void expect
      .poll(() => lab.journal.entries.length)
      .toBe(asked + 1)
      .then(() => stop.abort())
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith(), stop.signal)) {
    events.push(event)
    if (event.type === 'text') stop.abort()
  }
  expect(events.at(-1)).toEqual({ type: 'cancelled' })
  await expect.poll(() => lastEntry()?.disconnectedAt).toBeDefined()
})

test('a server that is not there is a network error that names it', async () => {
  const gone = await createProviderLab()
  await gone.close()
  const [event] = await run({ credentials: { apiKey: key, baseUrl: gone.url } })
  expect(event).toMatchObject({
    type: 'failed',
    error: {
      code: 'network',
      retryable: true,
      message: expect.stringContaining(
        `${new URL(gone.url).host} cannot be reached (ECONNREFUSED)`,
      ) as string,
    },
  })
})

test('a key is checked without a message being billed', async () => {
  await provider.checkKey({ apiKey: key, baseUrl: lab.url }, never)
  expect(lastEntry()).toMatchObject({ method: 'GET', path: '/v1/models', status: 200 })
  await expect(provider.checkKey({ apiKey: 'sk-ant-wrong', baseUrl: lab.url }, never)).rejects.toMatchObject({
    code: 'invalid_key',
  })
  await expect(provider.checkKey({ baseUrl: lab.url }, never)).rejects.toMatchObject({ code: 'missing_key' })
  lab.scenarios.add({ kind: 'garbage' })
  await expect(provider.checkKey({ apiKey: key, baseUrl: lab.url }, never)).rejects.toMatchObject({
    code: 'provider_error',
    message: expect.stringContaining(host) as string,
  })
})
