import { GoogleGenAI } from '@google/genai/web'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createProviderLab, type ProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import type { ScenarioInput } from '../../../e2e/provider-lab/scenario.ts'
import { ApiError } from '../../api-error.ts'
import { createPooledFetch, type PooledFetch } from '../http/create-pooled-fetch.ts'
import { readAll, testCall } from '../test-call.ts'
import type { Upstream, UpstreamPart } from '../upstream.ts'
import { createGeminiUpstream } from './create-gemini-upstream.ts'
import { refusals } from './__fixtures__/gemini-refusals.ts'

const apiKey = 'lab-gemini-secret'
const never = new AbortController().signal
const fetches: PooledFetch[] = []
let lab: ProviderLab
let upstream: Upstream
/** For vendors that say nothing more. */
let hasty: Upstream

function open(timeoutMs: number, options: { apiKey?: string; baseUrl?: string } = {}): Upstream {
  const fetch = createPooledFetch({ timeoutMs })
  fetches.push(fetch)
  return createGeminiUpstream({ apiKey, baseUrl: lab.url, timeoutMs, fetch, ...options })
}

beforeAll(async () => {
  lab = await createProviderLab()
  upstream = open(120_000)
  hasty = open(1_500)
})

afterEach(() => {
  lab.scenarios.clear()
  lab.journal.clear()
})

afterAll(async () => {
  await lab.close()
  await Promise.all(fetches.map(async (fetch) => await fetch.close()))
})

const model = 'gemini-3.8-flash'
const hello = testCall({
  model,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'helo wörld 👋, this is teh answer' },
  ],
})

test('a request arrives as Gemini has it, with no header that tells of this computer', async () => {
  await upstream.complete(
    testCall({
      ...hello.body,
      model: 'gemini/gemini-3.8-flash',
      temperature: 0.5,
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'none',
      n: 1,
      user: 'u',
    }),
    never,
  )
  const [entry] = lab.journal.entries
  expect(entry?.path).toBe('/v1beta/models/gemini-3.8-flash:generateContent')
  expect(entry?.body).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'helo wörld 👋, this is teh answer' }] }],
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] }],
    toolConfig: { functionCallingConfig: { mode: 'NONE' } },
    generationConfig: { temperature: 0.5, candidateCount: 1, maxOutputTokens: 500 },
  })
  expect(Object.keys(entry?.headers ?? {}).sort()).toEqual([
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ])
  await open(120_000, { baseUrl: `${lab.url}/v1beta/` }).complete(hello, never)
  expect(lab.journal.entries[1]?.path).toBe('/v1beta/models/gemini-3.8-flash:generateContent')
})

test('a long prefix is written unseen and read the next time; what Gemini did not take is told', async () => {
  const space = { role: 'system' as const, content: 'A long Space, told to everyone. '.repeat(900) }
  const ask = async (question: string) =>
    await upstream.complete(
      testCall({ model, messages: [space, { role: 'user', content: question }], user: 'u' }),
      never,
    )
  const cold = await ask('One?')
  const warm = await ask('Two?')
  expect(cold.usage).toMatchObject({ cacheReadTokens: 0 })
  expect(warm.usage?.cacheReadTokens).toBeGreaterThan(4096)
  expect((warm.usage?.uncachedInputTokens ?? 0) + (warm.usage?.cacheReadTokens ?? 0)).toBe(
    cold.usage?.uncachedInputTokens,
  )
  expect(warm.completion.ignored_parameters).toEqual(['user'])
})

test('an explicit cache is read; one that is gone is told as such', async () => {
  const { caches } = new GoogleGenAI({
    apiKey,
    apiVersion: 'v1beta',
    httpOptions: { baseUrl: lab.url, apiVersion: 'v1beta' },
  })
  const cache = await caches.create({
    model,
    config: { systemInstruction: 'A long Space. '.repeat(2000), ttl: '60s' },
  })
  const call = testCall({ model, messages: [{ role: 'user', content: 'One?' }], cached_content: cache.name })
  const { usage } = await upstream.complete(call, never)
  expect(usage?.cacheReadTokens).toBeGreaterThan(4096)
  await caches.delete({ name: cache.name ?? '' })
  for (const asked of [upstream.complete(call, never), readAll(upstream, call)])
    await expect(asked).rejects.toMatchObject({
      status: 400,
      code: 'cached_content_not_found',
      options: { param: 'cached_content' },
    })
})

test('a stream says what the whole answer says', async () => {
  const { completion, usage } = await upstream.complete(hello, never)
  const streamed = await readAll(upstream, hello)
  const chunks = streamed.parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))
  expect(completion).toMatchObject({
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message: { role: 'assistant', refusal: null }, finish_reason: 'stop' }],
  })
  expect(streamed.text).toBe(completion.choices[0]?.message.content)
  expect(streamed.usage).toEqual(usage)
  // The input is known from the first chunk on, the output at the end.
  expect(
    streamed.parts.flatMap((part) => (part.type === 'usage' ? [part.usage.outputTokens === undefined] : [])),
  ).toEqual([true, false])
  expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant' })
  expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' })
  expect(new Set(chunks.map(({ id, object }) => `${id} ${object}`)).size).toBe(1)
})

test('the limit of the credits cuts an answer', async () => {
  const { completion } = await upstream.complete({ ...hello, maxOutputTokens: 2 }, never)
  expect(completion.choices[0]?.finish_reason).toBe('length')
})

const bothWays: [string, (target: Upstream) => Promise<unknown>][] = [
  ['whole', async (target) => await target.complete(hello, never)],
  ['streamed', async (target) => await readAll(target, hello)],
]

test.each(
  bothWays.flatMap(([way, call]) =>
    refusals.map(([scenario, expected]) => [way, scenario, expected, call] as const),
  ),
)('%s: %j is told as %j, once and without the key', async (_way, scenario, expected, call) => {
  lab.scenarios.add(scenario)
  const error = await call(scenario.kind === 'hang' ? hasty : upstream).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject(expected)
  expect(`${String(error)} ${JSON.stringify(error)} ${String((error as ApiError).cause)}`).not.toContain(
    apiKey,
  )
  expect(lab.journal.entries).toHaveLength(1)
})

const breaks: [ScenarioInput, object][] = [
  [
    { kind: 'cut', afterChunks: 2 },
    { status: 502, code: 'upstream_interrupted' },
  ],
  [
    { kind: 'end-early', afterChunks: 2 },
    { status: 502, code: 'upstream_interrupted' },
  ],
  [
    { kind: 'hang', afterChunks: 2 },
    { status: 504, code: 'upstream_timeout' },
  ],
  [
    { kind: 'garbage-event', afterChunks: 2 },
    { status: 502, code: 'upstream_unreadable' },
  ],
  [
    { kind: 'error-event', afterChunks: 2 },
    { status: 503, code: 'upstream_overloaded' },
  ],
]

test.each(breaks)(
  'a stream that breaks off with %j gives what came and then %j',
  async (scenario, expected) => {
    lab.scenarios.add(scenario)
    const parts: UpstreamPart[] = []
    const reading = async (): Promise<void> => {
      for await (const part of (scenario.kind === 'hang' ? hasty : upstream).stream(hello, never))
        parts.push(part)
    }
    await expect(reading()).rejects.toMatchObject(expected)
    expect(parts.filter((part) => part.type === 'chunk' && part.text !== '')).toHaveLength(2)
    expect(parts.some((part) => part.type === 'usage' && part.usage.uncachedInputTokens !== undefined)).toBe(
      true,
    )
  },
)

test('an address where nobody listens, and a key that is not taken, are the operator’s trouble', async () => {
  for (const [, call] of bothWays) {
    await expect(call(open(120_000, { apiKey: 'AIza-wrong-0123456789' }))).rejects.toMatchObject({
      status: 502,
      code: 'upstream_refused_key',
    })
    await expect(call(open(120_000, { baseUrl: 'http://127.0.0.1:9' }))).rejects.toMatchObject({
      status: 502,
      code: 'upstream_unreachable',
    })
  }
})

async function disconnection(): Promise<number> {
  for (;;) {
    const at = lab.journal.entries[0]?.disconnectedAt
    if (at !== undefined) return at
    await setTimeout(5)
  }
}

const left: [string, ScenarioInput, (signal: AbortSignal) => Promise<unknown>][] = [
  ['a whole answer is awaited', { kind: 'hang' }, async (signal) => await upstream.complete(hello, signal)],
  ['a stream has not begun', { kind: 'hang' }, async (signal) => await readAll(upstream, hello, signal)],
  [
    'a stream is in its middle',
    { kind: 'hang', afterChunks: 1 },
    async (signal) => await readAll(upstream, hello, signal),
  ],
]

test.each(left)(
  'an abort while %s ends the request to the vendor at once',
  async (_when, scenario, begin) => {
    lab.scenarios.add(scenario)
    const stop = new AbortController()
    const reason = new Error('The client left')
    const running = begin(stop.signal).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    while (lab.journal.entries.length === 0) await setTimeout(5)
    await setTimeout(30)
    stop.abort(reason)
    expect(await running).toBe(reason)
    await disconnection()
  },
)

test('a reader who leaves a stream ends the request to the vendor, which the SDK alone would not', async () => {
  lab.scenarios.add({ kind: 'hang', afterChunks: 1 })
  for await (const part of upstream.stream(hello, never)) if (part.type === 'chunk' && part.text !== '') break
  await disconnection()
})

test('a call that was aborted before it began asks nobody', async () => {
  await expect(upstream.complete(hello, AbortSignal.abort(new Error('Gone')))).rejects.toThrow('Gone')
  await expect(readAll(upstream, hello, AbortSignal.abort(new Error('Gone')))).rejects.toThrow('Gone')
  expect(lab.journal.entries).toEqual([])
})
