import { readFile } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, ProviderCall, ProviderEvent } from '../provider.ts'
import { testCall } from '../test-call.ts'
import { createOpenAiProvider } from './openai-provider.ts'

const apiKey = 'sk-proj-test-0123456789'
const never = new AbortController().signal

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

function recorded(body: string, init: ResponseInit = {}, sent: Sent[] = []): Fetch {
  return (input, request) => {
    sent.push({ url: input instanceof Request ? input.url : input.toString(), init: request ?? {} })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init }))
  }
}

async function run(fetch: Fetch, more: Partial<ProviderCall> = {}): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createOpenAiProvider({ fetch, timeoutMs: 120_000 }).stream(
    testCall({ model: 'gpt-6.1-terra', credentials: { apiKey }, ...more }),
    never,
  ))
    events.push(event)
  return events
}

async function runFixture(name: string): Promise<ProviderEvent[]> {
  const body = await readFile(new URL(`__fixtures__/${name}.sse`, import.meta.url), 'utf8')
  return await run(recorded(body), {
    dialect: { openAiApi: name.startsWith('chat') ? 'chat' : 'responses', endpointProfile: 'other' },
  })
}

afterEach(() => vi.unstubAllEnvs())

test('a recorded response: text without reasoning, usage, the vendor’s diagnosis', async () => {
  expect(await runFixture('responses')).toMatchObject([
    { type: 'begun', responseId: 'resp_68a1' },
    { type: 'text', text: 'Hello' },
    { type: 'text', text: ', wörld 👋' },
    {
      type: 'usage',
      usage: {
        uncachedInputTokens: 1000,
        cacheReadTokens: 6000,
        cacheWriteTokens: { other: 500, twelveHours: 1500 },
        outputTokens: 42,
        raw: { output_tokens_details: { reasoning_tokens: 12 } },
      },
    },
    { type: 'diagnosis', diagnosis: { reason: 'input_changed', missedTokens: 1900 } },
    { type: 'finished', stopReason: 'end' },
  ])
})

test('a response that failed keeps its text and its usage', async () => {
  const events = await runFixture('responses-failed')
  expect(events.map(({ type }) => type)).toEqual(['begun', 'text', 'usage', 'failed'])
  expect(events.at(-1)).toMatchObject({
    error: {
      code: 'provider_error',
      retryable: true,
      message: expect.stringContaining('The model crashed.') as string,
    },
  })
})

test.each(['responses-refusal', 'chat-refusal'])(
  '%s: a refusal is told once, with its reason',
  async (name) => {
    const events = await runFixture(name)
    expect(events.filter(({ type }) => type === 'warning')).toEqual([
      {
        type: 'warning',
        code: 'refusal',
        message: name === 'chat-refusal' ? 'I cannot help.' : 'I cannot help with that.',
      },
    ])
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'refusal' })
  },
)

test('an incomplete response is cut at its length', async () => {
  expect((await runFixture('responses-incomplete')).at(-1)).toEqual({
    type: 'finished',
    stopReason: 'length',
  })
})

test('a chat completion whose usage never came is complete, and its usage unknown', async () => {
  const events = await runFixture('chat-without-usage')
  expect(events.map(({ type }) => type)).toEqual(['begun', 'text', 'text', 'finished'])
})

test('a chat completion without a reason for its end was cut', async () => {
  expect((await runFixture('chat-cut')).at(-1)).toMatchObject({
    type: 'failed',
    error: { code: 'stream_interrupted' },
  })
})

test('the request carries our headers, our address and our key, whatever the environment says', async () => {
  vi.stubEnv('OPENAI_BASE_URL', 'https://elsewhere.example')
  vi.stubEnv('OPENAI_API_KEY', 'sk-environment')
  vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin-environment')
  vi.stubEnv('OPENAI_ORG_ID', 'org-environment')
  vi.stubEnv('OPENAI_PROJECT_ID', 'proj-environment')
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'authorization: Bearer stolen\nx-secret: s')
  const sent: Sent[] = []
  await run(recorded('', {}, sent))
  expect(sent[0]?.url).toBe('https://api.openai.com/v1/responses')
  expect(sent[0]?.init.redirect).toBe('error')
  const headers = Object.fromEntries(new Headers(sent[0]?.init.headers))
  expect(Object.keys(headers).sort()).toEqual(['accept', 'authorization', 'content-type', 'user-agent'])
  expect(headers.authorization).toBe(`Bearer ${apiKey}`)
})

test.each([
  ['no key', {}, 'missing_key'],
  ['a key no header can carry', { apiKey: 'sk-ü\n1' }, 'invalid_key'],
  ['an address that is none', { apiKey, baseUrl: 'api.openai' }, 'bad_input'],
])('%s fails before anything is sent', async (_what, credentials, code) => {
  const sent: Sent[] = []
  expect(await run(recorded('', {}, sent), { credentials })).toMatchObject([
    { type: 'failed', error: { code } },
  ])
  expect(sent).toEqual([])
})

test('a key in an error of the vendor is neither shown nor kept', async () => {
  const body = JSON.stringify({
    error: { message: `Incorrect key ${apiKey}`, type: 'invalid_request_error', param: null, code: null },
  })
  const [event] = await run(recorded(body, { status: 400, headers: { 'content-type': 'application/json' } }))
  expect(event).toMatchObject({
    error: {
      code: 'bad_input',
      message:
        'OpenAI refused the request: Incorrect key [key]. Change the text or the Command, or choose another model.',
    },
  })
  const refused = createOpenAiProvider({
    fetch: recorded(body, { status: 400, headers: { 'content-type': 'application/json' } }),
  }).checkKey({ apiKey }, never)
  const error = await refused.catch((thrown: unknown) => thrown)
  expect(error instanceof RephloError && `${error.message} ${String(error.cause)}`).not.toContain(apiKey)
})

test('waits are taken to the millisecond', async () => {
  const limited = { status: 429, headers: { 'retry-after-ms': '1250', 'retry-after': '2' } }
  expect(
    await run(
      recorded('{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}}', limited),
    ),
  ).toMatchObject([{ error: { code: 'rate_limited', retryable: true, retryAfterMs: 1250 } }])
})

test('a consumer that stops reading closes the connection', async () => {
  let isClosed = false
  const fetch: Fetch = (_input, init) => {
    init?.signal?.addEventListener('abort', () => (isClosed = true))
    const created =
      'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n'
    return Promise.resolve(
      new Response(
        new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(created)) }),
      ),
    )
  }
  for await (const event of createOpenAiProvider({ fetch }).stream(
    testCall({ credentials: { apiKey } }),
    never,
  ))
    if (event.type === 'begun') break
  expect(isClosed).toBe(true)
})
