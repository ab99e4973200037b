import { afterAll, beforeEach, expect, test } from 'vitest'
import { createOpenAiProvider } from '../../../src-main/providers/openai/openai-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { marksPlan, testCall, textBlock } from '../../../src-main/providers/test-call.ts'
import { openAiApiSchema, type OpenAiApi } from '../../../src-shared/entities.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import type { JournalEntry } from '../journal.ts'
import { failures } from './__fixtures__/lab-failures.ts'

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
