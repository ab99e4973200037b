import { afterAll, beforeEach, expect, test } from 'vitest'
import { createOpenAiProvider } from '../../../src-main/providers/openai/openai-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { marksPlan, testCall, textBlock } from '../../../src-main/providers/test-call.ts'
import { openAiApiSchema, type OpenAiApi } from '../../../src-shared/entities.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import type { JournalEntry } from '../journal.ts'
import type { ScenarioInput } from '../scenario.ts'

const lab = await createProviderLab()
const patient = createOpenAiProvider({ fetch, timeoutMs: 120_000 })
/** For what is to time out. */
const hasty = createOpenAiProvider({ fetch, timeoutMs: 1_500 })
let provider = patient
const apiKey = 'sk-lab-secret-0123456789'
const baseUrl = `${lab.url}/v1`
const text = 'One two three four five six seven eight nine ten eleven twelve thirteen.'
const never = new AbortController().signal
const apis = openAiApiSchema.options

afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  provider = patient
  lab.answerWith(text)
})

function callWith(openAiApi: OpenAiApi, more: Partial<ProviderCall> = {}): ProviderCall {
  return testCall({
    model: 'gpt-6-luna',
    prompt: {
      prefix: [textBlock('system', 'Be brief. '.repeat(1000))],
      dynamic: textBlock('dynamic', 'Hello'),
      breakpoints: [0],
    },
    plan: marksPlan({ blockIndex: 0, ttl: '30m' }),
    cache: {
      scope: 'space',
      model: { control: 'breakpoints', lifetimes: ['30m', '12h'], explicit: false, prewarm: true },
    },
    dialect: { openAiApi, endpointProfile: 'other' },
    credentials: { apiKey, baseUrl },
    ...more,
  })
}

async function run(call: ProviderCall, signal = never): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(call, signal)) events.push(event)
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
  retryAfterMs?: number,
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
    /OpenAI says: You do not have permission.*Settings → Providers and keys/,
  ],
  [
    '404',
    { kind: 'error', status: 404 },
    'model_not_found',
    false,
    /does not know the model “gpt-6-luna”.*another model in Settings/,
  ],
  [
    'a retired model',
    { kind: 'error', status: 404, message: 'The model `gpt-6-luna` has been deprecated' },
    'model_not_found',
    false,
    /no longer offers the model “gpt-6-luna”.*another model in Settings/,
  ],
  [
    'a model refused with 400',
    { kind: 'error', status: 400, message: 'This model has been shut down and is no longer available' },
    'model_not_found',
    false,
    /no longer offers/,
  ],
  [
    '400, too long',
    { kind: 'error', status: 400, message: 'Your input exceeds the context window of this model.' },
    'too_large',
    false,
    /too large.*Select less text/,
  ],
  [
    '400, other',
    { kind: 'error', status: 400, message: "Unknown parameter: 'x'." },
    'bad_input',
    false,
    /refused the request: Unknown parameter: 'x'\./,
  ],
  [
    '429',
    { kind: 'error', status: 429, retryAfterSeconds: 7 },
    'rate_limited',
    true,
    /Wait 7 seconds and try again/,
    7000,
  ],
  ['429 without a time', { kind: 'error', status: 429 }, 'rate_limited', true, /Wait a little and try again/],
  [
    'no credit',
    {
      kind: 'error',
      status: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
    },
    'out_of_credit',
    false,
    /credit of this key at OpenAI is used up/,
  ],
  [
    'one request above the limit',
    {
      kind: 'error',
      status: 429,
      message: 'Request too large for gpt-6-luna on tokens per min (TPM): Limit 30000, Requested 50000.',
    },
    'too_large',
    false,
    /50000/,
  ],
  ['500', { kind: 'error', status: 500 }, 'provider_error', true, /500.*had an error.*Try again/],
  ['503', { kind: 'error', status: 503, retryAfterSeconds: 2 }, 'overloaded', true, /Wait 2 seconds/, 2000],
  ['504', { kind: 'error', status: 504 }, 'timeout', true, /in time/],
  ['a server that never answers', { kind: 'hang' }, 'timeout', true, /did not answer in time/],
  [
    'a stream that goes silent',
    { kind: 'hang', afterChunks: 1 },
    'timeout',
    true,
    /OpenAI stopped answering/,
  ],
  [
    'a web page instead of an answer',
    { kind: 'garbage' },
    'provider_error',
    false,
    /does not answer as the API of OpenAI does/,
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
    /cut before the answer was complete.*Try again/,
  ],
  ['a cut before the usage', { kind: 'cut-before-usage' }, 'stream_interrupted', true, /Try again/],
  [
    'a stream that ends early',
    { kind: 'end-early', afterChunks: 2 },
    'stream_interrupted',
    true,
    /Try again/,
  ],
  ['an error in mid-stream', { kind: 'error-event', afterChunks: 2 }, 'provider_error', true, /had an error/],
  [
    'a limit in mid-stream',
    { kind: 'error-event', afterChunks: 1, type: 'rate_limit_exceeded', message: 'Slow down' },
    'rate_limited',
    true,
    /rate limit/,
  ],
]

const failureCases = apis.flatMap((api) =>
  failures.map(([name, scenario, code, retryable, message, retryAfterMs]) => ({
    api,
    name,
    scenario,
    code,
    retryable,
    message,
    retryAfterMs,
  })),
)

test.each(failureCases)(
  '$api: $name is told with what to do',
  async ({ api, scenario, code, retryable, message, retryAfterMs }) => {
    lab.scenarios.add(scenario)
    if (scenario.kind === 'hang') provider = hasty
    const events = await run(callWith(api))
    expect(errorOf(events)).toMatchObject({
      code,
      retryable,
      message: expect.stringMatching(message) as string,
    })
    expect((errorOf(events) as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs)
    expect(
      events.filter(({ type }) => type === 'failed' || type === 'finished' || type === 'cancelled'),
    ).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain(apiKey)
  },
)

test.each(apis)(
  '%s: an answer streams, names itself when it begins, and ends with its usage',
  async (api) => {
    const events = await run(callWith(api))
    expect(events[0]).toMatchObject({
      type: 'begun',
      responseId: expect.stringMatching(api === 'chat' ? /^chatcmpl_/ : /^resp_/) as string,
    })
    expect(textOf(events)).toBe(text)
    expect(events.slice(-2)).toMatchObject([{ type: 'usage' }, { type: 'finished', stopReason: 'end' }])
    expect(lastEntry()?.protocol).toBe(`openai-${api}`)
    await expect.poll(() => lastEntry()?.finishedAt).toBeDefined()
  },
)

test.each(apis)('%s: a cut stream keeps its text and leaves the usage unknown, not 0', async (api) => {
  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  const events = await run(callWith(api))
  expect(text.startsWith(textOf(events))).toBe(true)
  expect(textOf(events)).not.toBe('')
  expect(events.some(({ type }) => type === 'usage')).toBe(false)
})

test.each(apis)('%s: a long answer is cut at the limit and says so', async (api) => {
  lab.answerWith(text.repeat(20))
  expect((await run(callWith(api, { maxOutputTokens: 20 }))).at(-1)).toEqual({
    type: 'finished',
    stopReason: 'length',
  })
})

test.each(
  apis.flatMap((api) => [
    [api, 'while it streams', { kind: 'slow', chunkMs: 200 }] as const,
    [api, 'before anything came', { kind: 'hang' }] as const,
  ]),
)('%s: stopping %s closes the connection at the server', async (api, when, scenario) => {
  lab.scenarios.add(scenario)
  const stop = new AbortController()
  const asked = lab.journal.entries.length
  if (when === 'before anything came')
    void expect
      .poll(() => lab.journal.entries.length)
      .toBe(asked + 1)
      .then(() => stop.abort())
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith(api), stop.signal)) {
    events.push(event)
    if (event.type === 'text') stop.abort()
  }
  expect(events.at(-1)).toEqual({ type: 'cancelled' })
  await expect.poll(() => lastEntry()?.disconnectedAt).toBeDefined()
})

test('a run that was stopped before it began is cancelled and sends nothing', async () => {
  const sent = lab.journal.entries.length
  expect(await run(callWith('responses'), AbortSignal.abort())).toEqual([{ type: 'cancelled' }])
  expect(lab.journal.entries).toHaveLength(sent)
})

test('a server that is not there is a network error that names it', async () => {
  const gone = await createProviderLab()
  await gone.close()
  const [event] = await run(callWith('responses', { credentials: { apiKey, baseUrl: gone.url } }))
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

test('a key is checked by listing the models, without anything being billed', async () => {
  await provider.checkKey({ apiKey, baseUrl }, never)
  expect(lastEntry()).toMatchObject({
    method: 'GET',
    path: '/v1/models',
    status: 200,
    protocol: 'openai-chat',
  })
  await expect(provider.checkKey({ apiKey: 'sk-wrong-0123456789', baseUrl }, never)).rejects.toMatchObject({
    code: 'invalid_key',
  })
  await expect(provider.checkKey({ baseUrl }, never)).rejects.toMatchObject({ code: 'missing_key' })
  lab.scenarios.add({ kind: 'garbage' })
  await expect(provider.checkKey({ apiKey, baseUrl }, never)).rejects.toMatchObject({
    code: 'provider_error',
    message: expect.stringContaining(new URL(lab.url).host) as string,
  })
})

test('a pre-warm fails with what to do', async () => {
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 3 })
  await expect(provider.prewarm?.(callWith('responses'), never)).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfterMs: 3000,
  })
  lab.scenarios.add({ kind: 'garbage' })
  await expect(provider.prewarm?.(callWith('responses'), never)).rejects.toMatchObject({
    code: 'provider_error',
  })
})
