import { afterAll, beforeEach, expect, test } from 'vitest'
import { createGeminiProvider } from '../../../src-main/providers/gemini/gemini-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import type { JournalEntry } from '../journal.ts'
import type { ScenarioInput } from '../scenario.ts'
import { toCall } from './usage-oracles.ts'

const lab = await createProviderLab()
const host = new URL(lab.url).host
const patient = createGeminiProvider({ fetch, timeoutMs: 120_000 })
/** For what is to time out. */
const hasty = createGeminiProvider({ fetch, timeoutMs: 1_500 })
let provider = patient
const key = 'lab-AIzaSySecret0123456789abcdef'
const text = 'One two three four five six seven eight nine ten eleven twelve.'
const never = new AbortController().signal

afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  provider = patient
  lab.answerWith(text)
})

const callWith = (more: Partial<ProviderCall> = {}): ProviderCall => ({
  ...toCall({
    url: lab.url,
    key,
    model: 'gemini-3.8-flash',
    system: ['Be brief. '.repeat(1000)],
    question: 'Hello',
  }),
  ...more,
})

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
  [
    '403',
    { kind: 'error', status: 403 },
    'permission_denied',
    false,
    /does not have permission.*Settings → Providers and keys/,
  ],
  [
    '404',
    { kind: 'error', status: 404, message: 'models/gemini-3.8-flash is not found for API version v1beta' },
    'model_not_found',
    false,
    /“gemini-3.8-flash”.*another model in Settings/,
  ],
  [
    'a retired model',
    { kind: 'error', status: 404, message: 'This model models/gemini-3.8-flash is no longer available.' },
    'model_not_found',
    false,
    /no longer offers the model “gemini-3.8-flash”/,
  ],
  [
    '400, too long',
    {
      kind: 'error',
      status: 400,
      message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    },
    'too_large',
    false,
    /1200000/,
  ],
  [
    '400, other',
    { kind: 'error', status: 400, message: 'contents.parts must not be\n  empty' },
    'bad_input',
    false,
    /refused the request: contents\.parts must not be empty\./,
  ],
  [
    '429',
    { kind: 'error', status: 429, retryAfterSeconds: 34.07 },
    'rate_limited',
    true,
    /Wait 35 seconds and try again/,
  ],
  ['429 without a time', { kind: 'error', status: 429 }, 'rate_limited', true, /Wait a little and try again/],
  ['500', { kind: 'error', status: 500 }, 'provider_error', true, /500.*internal error.*Try again/],
  ['503', { kind: 'error', status: 503 }, 'overloaded', true, /overloaded/],
  ['504', { kind: 'error', status: 504 }, 'timeout', true, /in time/],
  ['a server that never answers', { kind: 'hang' }, 'timeout', true, /did not answer in time/],
  ['a stream that goes silent', { kind: 'hang', afterChunks: 1 }, 'timeout', true, /stopped answering/],
  [
    'a web page instead of an answer',
    { kind: 'garbage' },
    'provider_error',
    false,
    /does not answer as the API of Gemini does/,
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
  [
    'an error in mid-stream',
    { kind: 'error-event', afterChunks: 2, type: 'UNAVAILABLE' },
    'overloaded',
    true,
    /overloaded/,
  ],
  [
    'another error in mid-stream',
    { kind: 'error-event', type: 'INTERNAL', message: 'Internal error encountered' },
    'provider_error',
    true,
    /Internal error encountered/,
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

test('the wait that the vendor asks for is handed on in milliseconds', async () => {
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 34.07 })
  expect(errorOf(await run())).toMatchObject({ retryAfterMs: 34_070 })
})

test('a cut stream keeps the text and the input usage, and claims no output', async () => {
  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  const events = await run()
  expect(text.startsWith(textOf(events))).toBe(true)
  expect(textOf(events)).not.toBe('')
  const usage = events.findLast((event) => event.type === 'usage')?.usage
  expect(usage?.uncachedInputTokens).toBeGreaterThan(1000)
  expect(usage?.outputTokens).toBeUndefined()
})

test('a cut before the usage leaves the usage unknown, not 0', async () => {
  lab.scenarios.add({ kind: 'cut-before-usage' })
  expect((await run()).some((event) => event.type === 'usage')).toBe(false)
})

test('a slow answer is complete, and begins with the id of the response', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100, chunkMs: 20 })
  const events = await run()
  expect(textOf(events)).toBe(text)
  expect(events[0]).toEqual({ type: 'begun', responseId: expect.stringMatching(/./) as string })
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

test('a key is checked without a token being billed', async () => {
  await provider.checkKey({ apiKey: key, baseUrl: lab.url }, never)
  expect(lastEntry()).toMatchObject({ method: 'GET', path: '/v1beta/models', status: 200 })
  await expect(
    provider.checkKey({ apiKey: 'AIzaSyWrong0123456789abcdefgh', baseUrl: lab.url }, never),
  ).rejects.toMatchObject({ code: 'invalid_key' })
  await expect(provider.checkKey({ baseUrl: lab.url }, never)).rejects.toMatchObject({ code: 'missing_key' })
  lab.scenarios.add({ kind: 'garbage' })
  await expect(provider.checkKey({ apiKey: key, baseUrl: lab.url }, never)).rejects.toMatchObject({
    code: 'provider_error',
    message: expect.stringContaining(host) as string,
  })
})

test('neither the address nor the kept headers hold the key', async () => {
  await run()
  const kept = lab.journal.entries.map(({ path, headers, body }) => ({ path, headers, body }))
  expect(kept).not.toEqual([])
  expect(JSON.stringify(kept)).not.toContain('AIza')
})
