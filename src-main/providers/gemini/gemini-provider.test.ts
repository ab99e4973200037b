import { afterEach, expect, test, vi } from 'vitest'
import type { Fetch } from '../provider.ts'
import { createGeminiProvider } from './gemini-provider.ts'
import { answering, call, key, never, response, run, type Sent } from './__fixtures__/answering.ts'

afterEach(() => vi.unstubAllEnvs())

test('the request carries our address, our key in its header and our texts, whatever the environment says', async () => {
  for (const name of ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENAI_API_KEY'])
    vi.stubEnv(name, 'AIzaSyEnvironment0123456789abcdef')
  for (const name of ['GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_ENTERPRISE']) vi.stubEnv(name, 'true')
  for (const name of ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_VERTEX_BASE_URL'])
    vi.stubEnv(name, 'https://elsewhere.example')
  vi.stubEnv('GOOGLE_GENAI_API_VERSION', 'v9')
  const sent: Sent[] = []
  await run(answering([response('Done.', 'STOP')], {}, sent))
  expect(sent).toHaveLength(1)
  expect(sent[0]?.url).toBe(
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
  )
  expect(sent[0]?.redirect).toBe('error')
  expect([...(sent[0]?.headers.keys() ?? [])].sort()).toEqual([
    'content-type',
    'user-agent',
    'x-goog-api-key',
  ])
  expect(sent[0]?.headers.get('x-goog-api-key')).toBe(key)
  expect(JSON.parse(String(sent[0]?.body))).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'A document.' }] },
    tools: [
      { functionDeclarations: [{ name: 'a', description: 'A', parametersJsonSchema: { type: 'object' } }] },
    ],
    contents: [
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ text: 'Hello' }] },
      { role: 'user', parts: [{ text: 'Fix this.' }] },
    ],
    generationConfig: { maxOutputTokens: 100 },
  })
})

test.each([
  ['https://proxy.example/gemini/', 'https://proxy.example/gemini/v1beta/models/'],
  [
    'https://generativelanguage.googleapis.com/v1beta',
    'https://generativelanguage.googleapis.com/v1beta/models/',
  ],
  ['https://proxy.example/v1', 'https://proxy.example/v1/models/'],
])('the address %s is called at %s', async (baseUrl, expected) => {
  const sent: Sent[] = []
  await run(answering([response('Done.', 'STOP')], {}, sent), { credentials: { apiKey: key, baseUrl } })
  expect(sent[0]?.url).toBe(`${expected}gemini-3.8-flash:streamGenerateContent?alt=sse`)
})

test.each([
  ['SAFETY', 'refusal', /safety filters.*try again/],
  ['RECITATION', 'refusal', /published text/],
  ['PROHIBITED_CONTENT', 'refusal', /prohibited content/],
  ['BLOCKLIST', 'refusal', /blocklist/],
  ['MAX_TOKENS', 'length', undefined],
  ['CONTINUATION', 'length', undefined],
  ['IMAGE_SAFETY', 'refusal', /object to an image/],
])('an answer that ends with %s is told as %s', async (finishReason, stopReason, warning) => {
  const events = await run(answering([response('So far', finishReason)]))
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason })
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []))
  expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)])
})

test('a blocked prompt is a refusal with its reason and its billed prompt', async () => {
  const events = await run(
    answering([
      {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      },
    ]),
  )
  expect(events).toMatchObject([
    { type: 'begun' },
    { type: 'usage', usage: { uncachedInputTokens: 9, cacheReadTokens: 0, outputTokens: 0 } },
    { type: 'warning', code: 'refusal' },
    { type: 'finished', stopReason: 'refusal' },
  ])
})

test('thoughts are no answer text', async () => {
  const thought = {
    candidates: [
      { content: { parts: [{ text: 'Hmm', thought: true }, { text: 'Yes' }] }, finishReason: 'STOP' },
    ],
  }
  expect((await run(answering([thought]))).filter(({ type }) => type === 'text')).toEqual([
    { type: 'text', text: 'Yes' },
  ])
})

test('a complete answer is complete, even when its connection stays open or breaks', async () => {
  const bytes = new TextEncoder().encode(`data: ${JSON.stringify(response('Done.', 'STOP'))}\n\n`)
  const open: Fetch = () =>
    Promise.resolve(new Response(new ReadableStream({ start: (controller) => controller.enqueue(bytes) })))
  expect((await run(open)).at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  let reads = 0
  const breaking: Fetch = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull: (controller) =>
            (reads += 1) === 1 ? controller.enqueue(bytes) : controller.error(new TypeError('terminated')),
        }),
      ),
    )
  expect((await run(breaking)).at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
})

test.each([
  ['an event that is no JSON', 'provider_error', answering('data: {"candidates": <garbage\n\n')],
  [
    'a body cut within an event',
    'stream_interrupted',
    answering(`data: ${JSON.stringify(response('So'))}\n\ndata: {"candi`),
  ],
  [
    'a web page',
    'provider_error',
    answering('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } }),
  ],
  ['an empty answer', 'provider_error', answering('')],
  [
    'another server’s 404',
    'provider_error',
    answering('not here', { status: 404, headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'a redirect',
    'provider_error',
    () => Promise.reject(new TypeError('fetch failed', { cause: new Error('unexpected redirect') })),
  ],
])('%s fails as %s', async (_name, code, fetch) => {
  expect((await run(fetch)).at(-1)).toMatchObject({ type: 'failed', error: { code } })
})

test.each([
  ['no key', { credentials: {} }, 'missing_key'],
  ['a key no header can carry', { credentials: { apiKey: 'AIza-ü\n1' } }, 'invalid_key'],
  ['an address that is none', { credentials: { apiKey: key, baseUrl: 'generativelanguage' } }, 'bad_input'],
  ['a model that is an address', { model: '../files?x' }, 'model_not_found'],
  ['a model with a fragment', { model: 'gemini#x' }, 'model_not_found'],
])('%s fails before anything is sent', async (_what, more, code) => {
  const sent: Sent[] = []
  expect(await run(answering('', {}, sent), more)).toMatchObject([{ type: 'failed', error: { code } }])
  expect(sent).toEqual([])
})

test('a run that was stopped before it began is cancelled; one that nobody reads on is closed', async () => {
  expect(await run(answering(''), {}, AbortSignal.abort())).toEqual([{ type: 'cancelled' }])
  let isClosed = false
  const fetch: Fetch = (_input, init) => {
    init?.signal?.addEventListener('abort', () => (isClosed = true))
    return Promise.resolve(
      new Response(
        new ReadableStream({
          start: (controller) =>
            controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(response('Hi'))}\n\n`)),
        }),
      ),
    )
  }
  for await (const event of createGeminiProvider({ fetch }).stream(call, never))
    if (event.type === 'text') break
  expect(isClosed).toBe(true)
})
