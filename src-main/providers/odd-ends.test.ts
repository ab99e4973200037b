import { expect, test } from 'vitest'
import { createAnthropicProvider } from './anthropic/anthropic-provider.ts'
import { createGeminiProvider } from './gemini/gemini-provider.ts'
import { createOpenAiCompatibleProvider } from './openai-compatible/openai-compatible-provider.ts'
import type { Fetch, Provider, ProviderEvent } from './provider.ts'
import { testCall } from './test-call.ts'

const never = new AbortController().signal

/** Runs a provider whose server answers with these pieces, one after the other, and then ends or breaks. */
async function run(
  create: (options: { fetch: Fetch; timeoutMs: number }) => Provider,
  pieces: readonly string[],
  isCut = false,
): Promise<ProviderEvent[]> {
  const left = [...pieces]
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const piece = left.shift()
    if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece))
    else if (isCut) controller.error(new TypeError('terminated'))
    else controller.close()
  }
  const fetch: Fetch = () =>
    Promise.resolve(
      new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'text/event-stream' } }),
    )
  const call = testCall({
    model: 'm',
    credentials: { apiKey: 'key-0123456789', baseUrl: 'https://host.example' },
    dialect: { openAiApi: 'chat', endpointProfile: 'other' },
  })
  const events: ProviderEvent[] = []
  for await (const event of create({ fetch, timeoutMs: 60_000 }).stream(call, never)) events.push(event)
  return events
}

const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
const done = 'data: [DONE]\n\n'
const candidate = (text: string | undefined, finishReason?: string): string => {
  const content = { parts: text === undefined ? [] : [{ text }] }
  return `data: ${JSON.stringify({ candidates: [{ content, finishReason }] })}\n\n`
}
const message = (text: string, stop_reason: string): string[] =>
  [
    { type: 'message_start', message: { id: 'm', usage: { input_tokens: 9 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)

test.each([
  ['error', createOpenAiCompatibleProvider, [chunk({ content: 'Half' }), chunk({}, 'error'), done]],
  ['abort', createOpenAiCompatibleProvider, [chunk({ content: 'Half' }), chunk({}, 'abort'), done]],
  ['OTHER', createGeminiProvider, [candidate('Half'), candidate(undefined, 'OTHER')]],
  ['MALFORMED_RESPONSE', createGeminiProvider, [candidate('Half', 'MALFORMED_RESPONSE')]],
  ['pause_turn', createAnthropicProvider, message('Half', 'pause_turn')],
])(
  'half is never whole: an end “%s” is told as none that is known to be good',
  async (reason, create, pieces) => {
    const events = await run(create, pieces)
    expect(textOf(events)).toBe('Half')
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'other', reason })
  },
)

test('an empty reason means “not yet”: the text goes on, and a stream that breaks was cut', async () => {
  const first = chunk({ content: 'The fixed ' }, '')
  const whole = await run(createOpenAiCompatibleProvider, [
    first,
    chunk({ content: 'text.' }, ''),
    chunk({}, 'stop'),
    done,
  ])
  expect(textOf(whole)).toBe('The fixed text.')
  expect(whole.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const cut = await run(createOpenAiCompatibleProvider, [first], true)
  expect(cut.at(-1)).toMatchObject({ type: 'failed', error: { code: 'stream_interrupted' } })
})

test.each([
  [
    'a list of parts',
    [chunk({ content: [{ type: 'text', text: 'The fixed ' }] }), chunk({ content: 'text.' }, 'stop')],
  ],
  ['words after the reason', [chunk({ content: 'The fixed ' }, 'stop'), chunk({ content: 'text.' }, 'stop')]],
])('the whole text of %s arrives', async (_name, pieces) => {
  const events = await run(createOpenAiCompatibleProvider, [...pieces, done])
  expect(textOf(events)).toBe('The fixed text.')
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
})

test('over gateways, Gemini’s text may follow an early end', async () => {
  const events = await run(createGeminiProvider, [
    candidate(undefined, 'STOP'),
    candidate('The fixed ', 'STOP'),
    candidate('text.', 'STOP'),
  ])
  expect(textOf(events)).toBe('The fixed text.')
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
})

test.each([
  [
    'Chat Completions',
    createOpenAiCompatibleProvider,
    [chunk({ content: 'smile \uD83D' }), chunk({ content: '\uDE00' }), chunk({}, 'stop'), done],
  ],
  ['Gemini', createGeminiProvider, [candidate('smile \uD83D'), candidate('\uDE00', 'STOP')]],
])('an emoji over two chunks of %s is one character', async (_name, create, pieces) => {
  const events = await run(create, pieces)
  expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual(['smile ', '😀'])
})
