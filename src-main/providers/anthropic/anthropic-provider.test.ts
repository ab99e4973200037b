import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import type { Fetch, ProviderEvent } from '../provider.ts'
import { createAnthropicProvider } from './anthropic-provider.ts'
import { call, key, never, recorded, run, type Sent, started } from './__fixtures__/recorded-runs.ts'

async function runFixture(name: string): Promise<ProviderEvent[]> {
  return await run(recorded(await readFile(new URL(`__fixtures__/${name}.sse`, import.meta.url), 'utf8')))
}

afterEach(() => vi.unstubAllEnvs())

test('a recorded run: text without thinking, usage at the start and at the end, nulls overwrite nothing', async () => {
  const events = await runFixture('cold-run')
  const input = {
    uncachedInputTokens: 1000,
    cacheReadTokens: 0,
    cacheWriteTokens: { fiveMinutes: 7000, oneHour: 1000 },
  }
  expect(events).toMatchObject([
    { type: 'begun', responseId: 'msg_01AbCdEf' },
    { type: 'usage', usage: input },
    { type: 'text', text: 'Hello' },
    { type: 'text', text: ', wörld 👋' },
    {
      type: 'usage',
      usage: {
        ...input,
        outputTokens: 42,
        raw: { service_tier: 'standard', output_tokens_details: { thinking_tokens: 12 } },
      },
    },
    { type: 'finished', stopReason: 'end' },
  ])
  expect(events[1]?.type === 'usage' && events[1].usage.outputTokens).toBeUndefined()
})

test('a server that answers breakpoints without a word about its cache leaves the input unknown', async () => {
  const start = {
    type: 'message_start',
    message: { id: 'msg_1', usage: { input_tokens: 500, output_tokens: 1 } },
  }
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } }
  const body = [start, end, { type: 'message_stop' }]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
  const usageOf = (events: readonly ProviderEvent[]) =>
    events.findLast((event) => event.type === 'usage')?.usage
  expect(usageOf(await run(recorded(body)))).toMatchObject({
    uncachedInputTokens: undefined,
    outputTokens: 4,
  })
  const plan = { mode: 'none', marks: [], reason: 'It would not pay.' } as const
  expect(usageOf(await run(recorded(body), { plan }))).toMatchObject({
    uncachedInputTokens: 500,
    outputTokens: 4,
  })
})

test('a stream without its last event failed, and keeps its text and usage', async () => {
  const events = await runFixture('cut')
  expect(events.filter(({ type }) => type === 'text')).toHaveLength(2)
  expect(events.at(-1)).toMatchObject({
    type: 'failed',
    error: { code: 'stream_interrupted', retryable: true },
  })
})

test('a refusal is told with its reason', async () => {
  expect((await runFixture('refusal')).slice(-2)).toEqual([
    { type: 'warning', code: 'refusal', message: 'This request was declined.' },
    { type: 'finished', stopReason: 'refusal' },
  ])
})

test('an error event in mid-stream ends the run with its own code', async () => {
  const events = await runFixture('overloaded-in-stream')
  expect(events.map(({ type }) => type)).toEqual(['begun', 'usage', 'text', 'failed'])
  expect(events.at(-1)).toMatchObject({ error: { code: 'overloaded', retryable: true } })
})

test('the request carries our headers, our address and our key, whatever the environment says', async () => {
  vi.stubEnv('ANTHROPIC_BASE_URL', 'https://elsewhere.example')
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'other-token')
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-environment')
  vi.stubEnv(
    'ANTHROPIC_CUSTOM_HEADERS',
    'x-api-key: sk-ant-custom\nauthorization: Bearer stolen\nx-secret: s',
  )
  const sent: Sent[] = []
  await run(recorded('', {}, sent))
  expect(sent[0]?.url).toBe('https://api.anthropic.com/v1/messages')
  expect(sent[0]?.headers.get('authorization')).toBe(`Bearer ${key}`)
  expect(sent[0]?.headers.get('anthropic-version')).toMatch(/^\d{4}-/)
  expect(sent[0]?.headers.get('x-api-key')).toBeNull()
  expect(sent[0]?.headers.get('x-secret')).toBeNull()
  expect(JSON.parse(String(sent[0]?.body))).toEqual({
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    stream: true,
    system: [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'A document.', cache_control: { type: 'ephemeral', ttl: '5m' } },
    ],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Fix this.' }] }],
  })
})

test('a server that is not Anthropic is named, with the advice to look at the address', async () => {
  const credentials = { apiKey: key, baseUrl: 'http://192.168.1.1:81/' }
  const [page] = await run(
    recorded('<html>Please sign in</html>', { headers: { 'content-type': 'text/html' } }),
    { credentials },
  )
  expect(page).toMatchObject({
    type: 'failed',
    error: { code: 'provider_error', message: expect.stringContaining('192.168.1.1:81') as string },
  })
  const [missing] = await run(recorded('not found', { status: 404 }), { credentials })
  expect(missing).toMatchObject({
    error: { code: 'provider_error', message: expect.stringContaining('Check the address') as string },
  })
})

test.each([
  ['no key', { credentials: {} }, 'missing_key'],
  ['a key of blanks', { credentials: { apiKey: '  ' } }, 'missing_key'],
  ['a key no header can carry', { credentials: { apiKey: 'sk-ant-ü\n1' } }, 'invalid_key'],
  ['an address that is none', { credentials: { apiKey: key, baseUrl: 'api.anthropic' } }, 'bad_input'],
])('%s fails before anything is sent', async (_what, more, code) => {
  const sent: Sent[] = []
  const events = await run(recorded('', {}, sent), more)
  expect(events).toMatchObject([{ type: 'failed', error: { code } }])
  expect(sent).toEqual([])
})

test('a run that was stopped before it began is cancelled', async () => {
  expect(await run(recorded(''), {}, AbortSignal.abort())).toEqual([{ type: 'cancelled' }])
})

test('a key in an error of the vendor is not shown and not kept', async () => {
  const events = await run(
    recorded(
      JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: `bad key ${key}` } }),
      { status: 400 },
    ),
  )
  expect(events).toMatchObject([
    {
      type: 'failed',
      error: {
        code: 'bad_input',
        message:
          'Anthropic refused the request: bad key [key]. Change the text or the Command, or choose another model.',
      },
    },
  ])
  expect(inspect(events, { depth: null })).not.toContain(key)
})

test('a consumer that stops reading closes the connection', async () => {
  let isClosed = false
  const fetch: Fetch = (_input, init) => {
    init?.signal?.addEventListener('abort', () => (isClosed = true))
    return Promise.resolve(
      new Response(
        new ReadableStream({
          start: (controller) =>
            controller.enqueue(
              new TextEncoder().encode(
                'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":1}}}\n\n',
              ),
            ),
        }),
      ),
    )
  }
  for await (const event of createAnthropicProvider({ fetch }).stream(call, never))
    if (event.type === 'usage') break
  expect(isClosed).toBe(true)
})

test('a stream that goes silent times out', async () => {
  const fetch: Fetch = () => Promise.resolve(new Response(new ReadableStream({ start: () => undefined })))
  expect(await run(fetch)).toMatchObject([{ type: 'failed', error: { code: 'timeout', retryable: true } }])
})

const wait = (headers: Record<string, string>, status = 429): Fetch =>
  recorded(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'slow' } }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['milliseconds, the exacter header', { 'retry-after': '7', 'retry-after-ms': '6500' }, 6500],
  ['nonsense', { 'retry-after': 'soon' }, undefined],
] as const)('the wait that is asked for is handed on: %s', async (_name, headers, expected) => {
  for (const status of [429, 500, 503, 529]) {
    const [event] = await run(wait(headers, status))
    expect(event?.type === 'failed' && event.error.retryAfterMs, String(status)).toBe(expected)
  }
})

test('a wait until a date is handed on as milliseconds', async () => {
  const [event] = await run(wait({ 'retry-after': new Date(Date.now() + 9000).toUTCString() }))
  const asked = event?.type === 'failed' ? event.error.retryAfterMs : undefined
  expect(asked).toBeGreaterThan(6000)
  expect(asked).toBeLessThanOrEqual(9000)
})

test('a model that wants a tool is told as such', async () => {
  const stop = `event: message_delta\ndata: ${JSON.stringify({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: null })}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n`
  const events = await run(recorded(started(null) + stop))
  expect(events.slice(-2)).toMatchObject([
    { type: 'warning', code: 'tool_call', message: expect.stringContaining('runs no tools') as string },
    { type: 'finished', stopReason: 'other' },
  ])
})

test('a Claude model that is not in the table yet caches as Claude models do; another vendor’s is left alone', () => {
  const provider = createAnthropicProvider({ fetch })
  expect(provider.cachingOf?.('claude-opus-9', call.dialect)).toMatchObject({
    control: 'breakpoints',
    lifetimes: ['5m', '1h'],
    prewarm: true,
  })
  expect(provider.cachingOf?.('qwen3-coder', call.dialect)).toBeUndefined()
})
