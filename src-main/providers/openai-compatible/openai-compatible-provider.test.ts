import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { EndpointProfile } from '../../../src-shared/entities.ts'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import { marksPlan, testCall, textBlock, turnBlock } from '../test-call.ts'
import { endpointPresets } from './endpoint-presets.ts'
import { createOpenAiCompatibleProvider } from './openai-compatible-provider.ts'

interface Seen {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** A server of one's own that answers with these bytes, and what it has seen. */
async function serve(
  answer: (response: ServerResponse) => void,
): Promise<{ baseUrl: string; seen: Seen[]; close: () => Promise<void> }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      seen.push({
        path: request.url ?? '',
        headers: request.headers,
        body: body === '' ? undefined : JSON.parse(body),
      })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  onTestFinished(close)
  return { baseUrl: `http://127.0.0.1:${port}/v1`, seen, close }
}

const stream = (body: string) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body)
const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const chunk = (choice: object | undefined, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', choices: choice === undefined ? [] : [{ index: 0, ...choice }], ...more })}\n\n`
const hello = chunk({ delta: { role: 'assistant', content: 'Hel' } }) + chunk({ delta: { content: 'lo' } })
const stop = chunk({ delta: {}, finish_reason: 'stop' })
const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 }
const done = 'data: [DONE]\n\n'
const never = new AbortController().signal

const prefix = [
  textBlock('system', 'Be brief.'),
  textBlock('space', 'First document.'),
  textBlock('space', 'Second document.'),
  turnBlock('user', 'Earlier?'),
  turnBlock('assistant', 'Yes.'),
]

function callWith(
  baseUrl: string,
  endpointProfile: EndpointProfile,
  more: Partial<ProviderCall> = {},
): ProviderCall {
  return testCall({
    model: 'llama-4',
    prompt: { prefix, dynamic: textBlock('dynamic', 'Fix this.'), breakpoints: [2] },
    plan: marksPlan({ blockIndex: 2, ttl: '1h' }, { blockIndex: 4, ttl: '5m' }),
    dialect: { openAiApi: 'chat', endpointProfile },
    credentials: { baseUrl },
    ...more,
  })
}

async function run(call: ProviderCall, timeoutMs = 120_000): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createOpenAiCompatibleProvider({ fetch, timeoutMs }).stream(call, never))
    events.push(event)
  return events
}

const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

test.each(['ollama', 'lm-studio', 'vllm', 'other'] as const)(
  '%s gets plain text, no field about caching, and no key where there is none',
  async (profile) => {
    const { baseUrl, seen } = await serve(stream(hello + stop + chunk(undefined, { usage }) + done))
    expect((await run(callWith(baseUrl, profile))).at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
    expect(seen[0]?.path).toBe('/v1/chat/completions')
    expect(seen[0]?.headers.authorization).toBeUndefined()
    expect(seen[0]?.body).toEqual({
      model: 'llama-4',
      max_tokens: 1000,
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'Be brief.\n\nFirst document.\n\nSecond document.' },
        { role: 'user', content: 'Earlier?' },
        { role: 'assistant', content: 'Yes.' },
        { role: 'user', content: 'Fix this.' },
      ],
    })
  },
)

test('OpenRouter: breakpoints for models of Anthropic, the hour where it is asked for, and its count of usage', async () => {
  const raw = {
    ...usage,
    prompt_tokens: 9000,
    cost: 0.01,
    prompt_tokens_details: { cached_tokens: 6000, cache_write_tokens: 2000 },
  }
  const { baseUrl, seen } = await serve(
    stream(
      `: OPENROUTER PROCESSING\n\n${hello}${stop}${chunk({ delta: { content: '' } }, { usage: raw })}${done}`,
    ),
  )
  const credentials = { apiKey: 'sk-or-1234567890', baseUrl }
  const events = await run(
    callWith(baseUrl, 'openrouter', { model: 'anthropic/claude-sonnet-5.5', credentials }),
  )
  expect(events.findLast((event) => event.type === 'usage')?.usage).toEqual({
    uncachedInputTokens: 1000,
    cacheReadTokens: 6000,
    cacheWriteTokens: { other: 2000 },
    outputTokens: 3,
    raw,
  })
  expect(seen[0]?.headers.authorization).toBe('Bearer sk-or-1234567890')
  expect(seen[0]?.body).toMatchObject({
    usage: { include: true },
    messages: [
      {
        role: 'system',
        content: [
          { type: 'text', text: 'Be brief.' },
          { type: 'text', text: 'First document.' },
          { type: 'text', text: 'Second document.', cache_control: { type: 'ephemeral', ttl: '1h' } },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'Earlier?' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.', cache_control: { type: 'ephemeral' } }] },
      { role: 'user', content: 'Fix this.' },
    ],
  })
  await run(callWith(baseUrl, 'openrouter', { model: 'openai/gpt-6-luna', credentials }))
  expect(JSON.stringify(seen[1]?.body)).not.toMatch(/cache|prompt_/)
  expect(seen[1]?.body).toMatchObject({
    messages: [{ content: 'Be brief.\n\nFirst document.\n\nSecond document.' }, {}, {}, {}],
  })
})

test.each([
  ['no usage', hello + stop + done],
  ['no end mark', hello + stop],
  ['no reason for the end, but the mark', hello + done],
  ['no reason for the end, but the usage', hello + chunk(undefined, { usage })],
  ['usage with the last piece', hello + chunk({ delta: {}, finish_reason: 'stop' }, { usage }) + done],
  ['CRLF', (hello + stop + done).replaceAll('\n', '\r\n')],
  ['comments', `: hi\n\n${hello}: ping\n\n${stop}${done}`],
  [
    'the model’s thoughts',
    chunk({ delta: { reasoning_content: 'Hmm.', content: null } }) + hello + stop + done,
  ],
  ['no id, null for usage', (hello + stop).replaceAll('"id":"c-1",', '"usage":null,') + done],
  ['an event without choices', `data: {"type":"ping"}\n\n${hello}${stop}${done}`],
  ['a mark without a blank', hello + done.replace(' ', '')],
])('a server with %s is understood', async (_name, body) => {
  const { baseUrl } = await serve(stream(body))
  const events = await run(callWith(baseUrl, 'other'))
  expect(textOf(events)).toBe('Hello')
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const reported = events.findLast((event) => event.type === 'usage')?.usage
  expect(reported?.uncachedInputTokens).toBe(body.includes('prompt_tokens') ? 12 : undefined)
  expect(reported?.cacheReadTokens).toBeUndefined()
})

test('an answer without any sign of its end was cut', async () => {
  const { baseUrl } = await serve(stream(hello))
  const events = await run(callWith(baseUrl, 'lm-studio'))
  expect(textOf(events)).toBe('Hello')
  expect(events.at(-1)).toMatchObject({
    type: 'failed',
    error: {
      code: 'stream_interrupted',
      message: 'The connection to LM Studio was cut before the answer was complete. Try again.',
    },
  })
})

test('a server that says nothing more after the answer does not hold the run', async () => {
  const { baseUrl } = await serve(
    (response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(hello + stop),
  )
  expect((await run(callWith(baseUrl, 'ollama'))).at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
})

test.each(endpointPresets.map(({ profile, unreachableHint }) => [profile, unreachableHint] as const))(
  'nothing listens at the address of %s: what to do is told',
  async (profile, hint) => {
    const { baseUrl, close } = await serve(json({}))
    await close()
    const [event] = await run(
      callWith(baseUrl, profile, { credentials: { apiKey: 'sk-or-1234567890', baseUrl } }),
    )
    expect(event).toMatchObject({
      type: 'failed',
      error: {
        code: 'network',
        retryable: true,
        message: `${new URL(baseUrl).host} cannot be reached (ECONNREFUSED). ${hint}`,
      },
    })
  },
)

test.each([
  [
    'Ollama’s words',
    404,
    {
      error: {
        message: 'model "llama-4" not found, try pulling it first',
        type: 'not_found_error',
        param: null,
        code: null,
      },
    },
    'model_not_found',
  ],
  ['a plain text for an error', 400, { error: 'Model does not exist' }, 'model_not_found'],
  [
    'OpenRouter’s words',
    400,
    { error: { message: 'llama-4 is not a valid model ID', code: 400 } },
    'model_not_found',
  ],
  ['another error', 500, { error: { message: 'CUDA out of memory', code: 500 } }, 'provider_error'],
])('%s are understood', async (_name, status, body, code) => {
  const { baseUrl } = await serve(json(body, status))
  expect(await run(callWith(baseUrl, 'ollama'))).toMatchObject([{ type: 'failed', error: { code } }])
})

test('an address without /v1 is told as such', async () => {
  const { baseUrl } = await serve((response) => void response.writeHead(404).end('404 page not found'))
  expect(await run(callWith(baseUrl, 'ollama'))).toMatchObject([
    {
      error: {
        code: 'provider_error',
        message: expect.stringMatching(
          /does not answer as the API of Ollama.*usually ends with \/v1/,
        ) as string,
      },
    },
  ])
})

test('models are listed in order, each once; the check of a key asks for the same', async () => {
  const { baseUrl, seen } = await serve(
    json({ object: 'list', data: [{ id: 'b' }, { id: 'a' }, { id: 'b' }] }),
  )
  const provider = createOpenAiCompatibleProvider({ fetch, profile: () => 'ollama' })
  expect(await provider.listModels?.({ baseUrl }, never)).toEqual(['a', 'b'])
  await provider.checkKey({ baseUrl }, never)
  expect(seen.map(({ path }) => path)).toEqual(['/v1/models', '/v1/models'])
})

test('OpenRouter lists its models to all, so its key is asked about', async () => {
  const { baseUrl, seen } = await serve(
    json({ error: { message: 'No auth credentials found', code: 401 } }, 401),
  )
  const provider = createOpenAiCompatibleProvider({ fetch, profile: () => 'openrouter' })
  await expect(provider.checkKey({ apiKey: 'sk-or-1234567890', baseUrl }, never)).rejects.toMatchObject({
    code: 'invalid_key',
  })
  await expect(provider.checkKey({ baseUrl }, never)).rejects.toMatchObject({ code: 'missing_key' })
  expect(seen.map(({ path }) => path)).toEqual(['/v1/key'])
})

test('without an address, an endpoint of no known kind says so', async () => {
  const provider = createOpenAiCompatibleProvider({ fetch })
  await expect(provider.listModels?.({}, never)).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('no address yet') as string,
  })
})
