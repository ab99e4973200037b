import { readFile } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, ProviderCall, ProviderEvent } from '../provider.ts'
import { createAnthropicProvider } from './anthropic-provider.ts'

const key = 'sk-ant-test-0123456789'
const prompt: ComposedPrompt = {
  prefix: [
    { segment: 'system', text: 'Be brief.', hash: 'a', tokens: 3 },
    { segment: 'space', text: 'A document.', hash: 'b', tokens: 3 },
  ],
  dynamic: { segment: 'dynamic', text: 'Fix this.', hash: 'c', tokens: 3 },
}
const call: ProviderCall = { model: 'claude-haiku-5-5', prompt, plan: { marks: [{ blockIndex: 1, ttl: '5m' }], reason: '' }, maxOutputTokens: 100, credentials: { apiKey: key }, task: { commandId: 'fix', text: '', instructions: '' } }
const never = new AbortController().signal

interface Sent {
  url: string
  headers: Headers
  body: unknown
}

/** A fetch that answers with these bytes and keeps what was sent. */
function recorded(body: string, init: ResponseInit = {}, sent: Sent[] = []): Fetch {
  return (input, request) => {
    sent.push({ url: input instanceof Request ? input.url : String(input), headers: new Headers(request?.headers), body: request?.body })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init }))
  }
}

async function runFixture(name: string): Promise<ProviderEvent[]> {
  return await run(recorded(await readFile(new URL(`__fixtures__/${name}.sse`, import.meta.url), 'utf8')))
}

async function run(fetch: Fetch, more: Partial<ProviderCall> = {}, signal = never): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createAnthropicProvider({ fetch, timeoutMs: 300 }).stream({ ...call, ...more }, signal)) events.push(event)
  return events
}

afterEach(() => vi.unstubAllEnvs())

test('a recorded run: text without thinking, usage at the start and at the end, nulls overwrite nothing', async () => {
  const events = await runFixture('cold-run')
  const input = { uncachedInputTokens: 1000, cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: 7000, oneHour: 1000 } }
  expect(events).toMatchObject([
    { type: 'usage', usage: input },
    { type: 'text', text: 'Hello' },
    { type: 'text', text: ', wörld 👋' },
    { type: 'usage', usage: { ...input, outputTokens: 42, raw: { service_tier: 'standard', output_tokens_details: { thinking_tokens: 12 } } } },
    { type: 'finished', stopReason: 'end' },
  ])
  expect(events[0]?.type === 'usage' && events[0].usage.outputTokens).toBeUndefined()
})

test('a stream without its last event failed, and keeps its text and usage', async () => {
  const events = await runFixture('cut')
  expect(events.filter(({ type }) => type === 'text')).toHaveLength(2)
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'stream_interrupted', retryable: true } })
})

test('a refusal is told with its reason', async () => {
  expect((await runFixture('refusal')).slice(-2)).toEqual([
    { type: 'warning', code: 'refusal', message: 'This request was declined.' },
    { type: 'finished', stopReason: 'refusal' },
  ])
})

test('an error event in mid-stream ends the run with its own code', async () => {
  const events = await runFixture('overloaded-in-stream')
  expect(events.map(({ type }) => type)).toEqual(['usage', 'text', 'failed'])
  expect(events.at(-1)).toMatchObject({ error: { code: 'overloaded', retryable: true } })
})

test('the request carries our headers, our address and our key, whatever the environment says', async () => {
  vi.stubEnv('ANTHROPIC_BASE_URL', 'https://elsewhere.example')
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'other-token')
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-environment')
  vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'x-api-key: sk-ant-custom\nauthorization: Bearer stolen\nx-secret: s')
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
  const [page] = await run(recorded('<html>Please sign in</html>', { headers: { 'content-type': 'text/html' } }), { credentials })
  expect(page).toMatchObject({ type: 'failed', error: { code: 'provider_error', message: expect.stringContaining('192.168.1.1:81') as string } })
  const [missing] = await run(recorded('not found', { status: 404 }), { credentials })
  expect(missing).toMatchObject({ error: { code: 'provider_error', message: expect.stringContaining('Check the address') as string } })
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
  const [event] = await run(recorded(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: `bad key ${key}` } }), { status: 400 }))
  expect(event).toMatchObject({ error: { code: 'bad_input', message: 'Anthropic refused the request: bad key [key].' } })
  expect(event?.type === 'failed' && event.error instanceof RephloError && String(event.error.cause)).not.toContain(key)
})

test('a consumer that stops reading closes the connection', async () => {
  let isClosed = false
  const fetch: Fetch = (_input, init) => {
    init?.signal?.addEventListener('abort', () => (isClosed = true))
    return Promise.resolve(new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":1}}}\n\n')) })))
  }
  for await (const event of createAnthropicProvider({ fetch }).stream(call, never)) if (event.type === 'usage') break
  expect(isClosed).toBe(true)
})

test('a stream that goes silent times out', async () => {
  const fetch: Fetch = () => Promise.resolve(new Response(new ReadableStream({ start: () => undefined })))
  expect(await run(fetch)).toMatchObject([{ type: 'failed', error: { code: 'timeout', retryable: true } }])
})
