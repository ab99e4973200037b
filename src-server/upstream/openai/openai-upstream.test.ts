import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { setTimeout } from 'node:timers/promises'
import { createProviderLab, type ProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import type { ScenarioInput } from '../../../e2e/provider-lab/scenario.ts'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { ApiError } from '../../api-error.ts'
import { createPooledFetch, type PooledFetch } from '../http/create-pooled-fetch.ts'
import { readAll, testCall } from '../test-call.ts'
import type { Upstream, UpstreamPart } from '../upstream.ts'
import { createOpenAiUpstream } from './create-openai-upstream.ts'
import { golden, refusals } from './__fixtures__/openai-refusals.ts'

const apiKey = 'lab-openai-secret'
const never = new AbortController().signal
let lab: ProviderLab
const fetches: PooledFetch[] = []
let upstream: Upstream
/** For vendors that say nothing more. */
let hasty: Upstream

function open(timeoutMs: number, options: { apiKey?: string; baseUrl?: string } = {}): Upstream {
  const fetch = createPooledFetch({ timeoutMs })
  fetches.push(fetch)
  return createOpenAiUpstream({ apiKey, baseUrl: lab.url, timeoutMs, fetch, ...options })
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

const hello = testCall({
  model: 'gpt-6-luna',
  messages: [{ role: 'user', content: 'helo wörld 👋, this is teh answer' }],
})

test('everything that the client sent arrives at the vendor, known or not', async () => {
  const answer = await upstream.complete(testCall(golden), never)
  expect(answer.completion.choices[0]?.finish_reason).toBe('stop')
  const [entry] = lab.journal.entries
  expect(entry?.path).toBe('/v1/chat/completions')
  expect(entry?.body).toEqual({ ...golden, max_completion_tokens: 500 })
  await readAll(upstream, testCall({ ...golden, stream: true }))
  expect(lab.journal.entries[1]?.body).toEqual({
    ...golden,
    max_completion_tokens: 500,
    stream: true,
    stream_options: { include_usage: true },
  })
  // Headers of the SDK that tell of this computer stay here.
  expect(Object.keys(entry?.headers ?? {}).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ])
})

const space = (marks: object): ChatRequest => ({
  model: 'gpt-6-luna',
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'A long Space. '.repeat(600), ...marks }] },
    { role: 'user', content: `Question ${Math.random()}` },
  ],
})

test('Anthropic’s mark writes OpenAI’s cache and the next call reads it; the bare question is never written', async () => {
  const call = testCall({ ...space({ cache_control: { type: 'ephemeral' } }), prompt_cache_key: 'k1' })
  const cold = await upstream.complete(call, never)
  const warm = await upstream.complete(
    testCall({
      ...call.body,
      messages: [...call.body.messages.slice(0, 1), { role: 'user', content: 'Another question' }],
    }),
    never,
  )
  const written = cold.usage?.cacheWriteTokens?.other ?? 0
  expect(written).toBeGreaterThan(1024)
  expect(cold.usage).toMatchObject({ cacheReadTokens: 0 })
  expect(warm.usage).toMatchObject({ cacheReadTokens: written, cacheWriteTokens: { other: 0 } })
  expect(warm.usage?.uncachedInputTokens).toBeLessThan(20)
  expect(cold.completion).not.toHaveProperty('usage')
})

test.each(['gpt-5.5', 'gpt-4.1'])(
  '%s, which refuses the newer fields, takes Anthropic’s marks too, and caches by itself',
  async (model) => {
    const call = testCall({
      ...space({ cache_control: { type: 'ephemeral' } }),
      model,
      cache_control: { type: 'ephemeral' },
    })
    await upstream.complete(call, never)
    const { usage } = await upstream.complete(call, never)
    expect(usage?.cacheReadTokens).toBeGreaterThan(1024)
  },
)

test('a stream says what the whole answer says, and its usage once', async () => {
  const whole = await upstream.complete(hello, never)
  const streamed = await readAll(upstream, hello)
  expect(streamed.text).toBe(whole.completion.choices[0]?.message.content)
  expect(streamed.usage).toEqual(whole.usage)
  expect(streamed.parts.filter(({ type }) => type === 'usage')).toHaveLength(1)
  expect(streamed.parts.at(-1)?.type).toBe('usage')
  const chunks = streamed.parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))
  expect(chunks.every(({ choices }) => choices.length === 1)).toBe(true)
  expect(chunks[0]).toMatchObject({
    object: 'chat.completion.chunk',
    service_tier: 'default',
    choices: [{ delta: { role: 'assistant' }, finish_reason: null }],
  })
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
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
    { status: 502, code: 'upstream_error' },
  ],
  [
    { kind: 'error-event', afterChunks: 2, type: 'rate_limit_exceeded', message: 'Slow down' },
    { status: 429 },
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
  },
)

test('an address where nobody listens, and a key that is not taken, are the operator’s trouble', async () => {
  for (const [, call] of bothWays) {
    await expect(call(open(120_000, { apiKey: 'sk-wrong-0123456789' }))).rejects.toMatchObject({
      status: 502,
      code: 'upstream_refused_key',
    })
    await expect(call(open(120_000, { baseUrl: 'http://127.0.0.1:9' }))).rejects.toMatchObject({
      status: 502,
      code: 'upstream_unreachable',
    })
  }
})

/** Aborts, and waits until the vendor saw the connection close. */
async function untilClosed(begin: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
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
  while (lab.journal.entries[0]?.disconnectedAt === undefined) await setTimeout(5)
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
    await untilClosed(begin)
  },
)

test('a call that was aborted before it began asks nobody', async () => {
  await expect(upstream.complete(hello, AbortSignal.abort(new Error('Gone')))).rejects.toThrow('Gone')
  await expect(readAll(upstream, hello, AbortSignal.abort(new Error('Gone')))).rejects.toThrow('Gone')
  expect(lab.journal.entries).toEqual([])
})

test('a reader who leaves a stream ends the request to the vendor', async () => {
  lab.scenarios.add({ kind: 'hang', afterChunks: 1 })
  for await (const part of upstream.stream(hello, never)) if (part.type === 'chunk' && part.text !== '') break
  while (lab.journal.entries[0]?.disconnectedAt === undefined) await setTimeout(5)
})
