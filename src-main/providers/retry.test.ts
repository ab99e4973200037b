import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { errorCodes, type ErrorCode, type ErrorInfo } from '../../src-shared/rephlo-error.ts'
import { createAnthropicProvider } from './anthropic/anthropic-provider.ts'
import type { Fetch, ProviderEvent } from './provider.ts'
import { streamWithRetries, type RetryOptions } from './retry.ts'
import { testCall } from './test-call.ts'

const lab = await createProviderLab()
afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  lab.journal.clear()
})

const never = new AbortController().signal
const text: ProviderEvent = { type: 'text', text: 'Hi' }
const finished: ProviderEvent = { type: 'finished', stopReason: 'end' }
const failed = (
  code: ErrorCode,
  more: Partial<ErrorInfo> = {},
): Extract<ProviderEvent, { type: 'failed' }> => ({
  type: 'failed',
  error: { code, message: 'It failed.', retryable: true, ...more },
})

interface Told {
  events: ProviderEvent[]
  waits: number[]
  attempts: number
}

/** Plays one script an attempt on a clock that only notes how long it was asked to wait. */
async function play(
  scripts: readonly (readonly ProviderEvent[])[],
  options: Partial<RetryOptions> = {},
  signal = never,
): Promise<Told> {
  const waits: number[] = []
  let attempts = 0
  const stream = async function* (): AsyncGenerator<ProviderEvent> {
    await Promise.resolve()
    yield* scripts[attempts++] ?? []
  }
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms))
  const events: ProviderEvent[] = []
  for await (const event of streamWithRetries(
    stream,
    { providerName: 'Anthropic', random: () => 0.5, sleep, ...options },
    signal,
  ))
    events.push(event)
  return { events, waits, attempts }
}

test('a busy vendor is asked again, and the person is told each time', async () => {
  const told = await play([
    [failed('overloaded')],
    [failed('rate_limited', { retryAfterMs: 2500 })],
    [text, finished],
  ])
  expect(told.waits).toEqual([1000, 2500])
  expect(told.events).toEqual([
    { type: 'warning', code: 'retrying', message: 'Anthropic is busy. Trying again in 1 second…' },
    {
      type: 'warning',
      code: 'retrying',
      message: 'Anthropic takes no more requests at the moment. Trying again in 3 seconds…',
    },
    text,
    finished,
  ])
})

test('after three attempts it fails, and says how often it was tried', async () => {
  const told = await play(Array.from({ length: 5 }, () => [failed('network')]))
  expect(told.attempts).toBe(3)
  expect(told.events.at(-1)).toEqual(failed('network', { message: 'It failed. Rephlo tried 3 times.' }))
})

test('a timeout took long already, so it is tried again once', async () => {
  expect((await play(Array.from({ length: 5 }, () => [failed('timeout')]))).attempts).toBe(2)
})

test.each([
  ['text came', [text]],
  ['usage came', [{ type: 'usage', usage: { uncachedInputTokens: 5, raw: {} } }]],
  ['the answer had begun', [{ type: 'begun', responseId: 'msg_1' }]],
] as const)('once %s, nothing is sent a second time', async (_when, before) => {
  const told = await play([
    [...before, failed('overloaded')],
    [text, finished],
  ])
  expect(told.attempts).toBe(1)
  expect(told.events).toEqual([...before, failed('overloaded')])
})

test('a warning alone has cost nothing yet', async () => {
  expect(
    (await play([[{ type: 'warning', code: 'w', message: '' }, failed('overloaded')], [finished]])).attempts,
  ).toBe(2)
})

test('only passing troubles are tried again', async () => {
  const again: ErrorCode[] = ['rate_limited', 'overloaded', 'network', 'timeout', 'provider_error']
  for (const code of errorCodes)
    expect((await play([[failed(code)], [finished]])).attempts, code).toBe(again.includes(code) ? 2 : 1)
  expect((await play([[failed('provider_error', { retryable: false })], [finished]])).attempts).toBe(1)
})

test.each([
  [20_001, '21 seconds'],
  [300_000, '5 minutes'],
  [7_200_000, '2 hours'],
])('a wait of %d ms is not waited for but told as %s', async (retryAfterMs, words) => {
  const told = await play([[failed('rate_limited', { retryAfterMs })], [finished]])
  expect(told).toMatchObject({ attempts: 1, waits: [] })
  expect(told.events).toMatchObject([
    {
      type: 'failed',
      error: {
        code: 'rate_limited',
        retryable: true,
        retryAfterMs,
        message: expect.stringContaining(`wait ${words}. Try again then`) as string,
      },
    },
  ])
})

test('whatever is asked for, no wait is shorter, all together stay below 30 seconds, and one end comes', async () => {
  const wait = fc.oneof(fc.constant(undefined), fc.nat(60_000))
  await fc.assert(
    fc.asyncProperty(
      fc.array(wait, { minLength: 3, maxLength: 3 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      async (asked, random) => {
        const told = await play(
          asked.map((retryAfterMs) => [
            failed('overloaded', retryAfterMs === undefined ? {} : { retryAfterMs }),
          ]),
          { random: () => random },
        )
        told.waits.forEach((waited, index) => expect(waited).toBeGreaterThanOrEqual(asked[index] ?? 0))
        expect(told.waits.reduce((sum, waited) => sum + waited, 0)).toBeLessThanOrEqual(30_000)
        expect(told.events.filter(({ type }) => type === 'failed')).toHaveLength(1)
        expect(told.attempts).toBe(told.waits.length + 1)
      },
    ),
  )
})

test('stopping during a real wait ends it at once', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 20)
  const told = await play(
    [[failed('rate_limited', { retryAfterMs: 15_000 })], [finished]],
    { sleep: undefined },
    stop.signal,
  )
  expect(told.attempts).toBe(1)
  expect(told.events.at(-1)).toEqual({ type: 'cancelled' })
})

const labCall = testCall({ credentials: { apiKey: 'lab-retry', baseUrl: lab.url } })

async function runLab(fetchIt: Fetch, waits: number[]): Promise<ProviderEvent[]> {
  const provider = createAnthropicProvider({ fetch: fetchIt })
  const events: ProviderEvent[] = []
  const options = {
    providerName: provider.name,
    random: () => 0,
    sleep: (ms: number) => Promise.resolve(void waits.push(ms)),
  }
  for await (const event of streamWithRetries((signal) => provider.stream(labCall, signal), options, never))
    events.push(event)
  return events
}

test('over HTTP: an overload and a rate limit are outlasted, and the vendor’s wait is kept', async () => {
  const waits: number[] = []
  lab.scenarios.add({ kind: 'error', status: 529 })
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 3 })
  const events = await runLab(fetch, waits)
  expect(waits).toEqual([0, 3000])
  expect(events.at(-1)).toEqual(finished)
  expect(lab.journal.entries.map(({ status }) => status)).toEqual([529, 429, 200])
})

test('over HTTP: a wait until a date is kept', async () => {
  const waits: number[] = []
  let isFirst = true
  const dated: Fetch = async (input, init) => {
    if (!isFirst) return await fetch(input, init)
    isFirst = false
    return Response.json(
      { type: 'error', error: { type: 'overloaded_error', message: 'busy' } },
      { status: 529, headers: { 'retry-after': new Date(Date.now() + 9000).toUTCString() } },
    )
  }
  expect((await runLab(dated, waits)).at(-1)).toEqual(finished)
  expect(waits[0]).toBeGreaterThan(6000)
  expect(waits[0]).toBeLessThanOrEqual(9000)
})

test('over HTTP: a stream that breaks after its begin is not sent again', async () => {
  for (const scenario of [
    { kind: 'cut', afterChunks: 0 },
    { kind: 'error-event', afterChunks: 0 },
  ] as const)
    lab.scenarios.add(scenario)
  for (const code of ['stream_interrupted', 'overloaded'])
    expect((await runLab(fetch, [])).at(-1)).toMatchObject({ type: 'failed', error: { code } })
  expect(lab.journal.entries).toHaveLength(2)
})

test('only a run whose attempts were all refused for nothing says that it cost nothing', async () => {
  const refused = { ...failed('rate_limited'), credits: { charged: 0 } }
  const told = async (...scripts: ProviderEvent[][]) => (await play(scripts)).events.at(-1)
  expect(await told([refused], [refused], [refused])).toMatchObject({
    type: 'failed',
    credits: { charged: 0 },
  })
  expect(
    await told(
      [failed('timeout')],
      [{ ...failed('no_credits', { retryable: false }), credits: { charged: 0 } }],
    ),
    'the first may have been charged',
  ).not.toHaveProperty('credits.charged')
  expect(await told([failed('network')], [refused], [refused])).not.toHaveProperty('credits.charged')
})
