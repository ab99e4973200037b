import { afterAll, beforeAll, expect, test } from 'vitest'
import documentedUsage from '../../../src-main/providers/gemini/__fixtures__/documented-responses.json' with { type: 'json' }
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { createPooledFetch, type PooledFetch } from '../http/create-pooled-fetch.ts'
import { events, json, startAnswering, type AnsweringServer } from '../start-answering.ts'
import { readAll, testCall } from '../test-call.ts'
import type { Upstream } from '../upstream.ts'
import { collectCompletion } from '../../response-cache/collect-completion.ts'
import { createGeminiUpstream } from './create-gemini-upstream.ts'
import fixture from './__fixtures__/tool-use.json' with { type: 'json' }

const never = new AbortController().signal
let server: AnsweringServer
let fetch: PooledFetch
let upstream: Upstream
/** Waits for what may follow an end for a moment only. */
let hasty: Upstream

beforeAll(async () => {
  server = await startAnswering()
  fetch = createPooledFetch({ timeoutMs: 20_000 })
  const options = {
    apiKey: 'AIza-x-0123456789',
    baseUrl: server.url,
    timeoutMs: 20_000,
    fetch,
  }
  upstream = createGeminiUpstream(options)
  hasty = createGeminiUpstream({ ...options, timeoutMs: 300 })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await fetch.close()
})

const toSse = (pieces: readonly unknown[]): string =>
  pieces.map((piece) => `data: ${JSON.stringify(piece)}\r\n\r\n`).join('')
const call = testCall({
  model: 'gemini-3.8-flash',
  messages: [{ role: 'user', content: 'How warm is it in Paris and London?' }],
  tools: [{ type: 'function', function: { name: 'get_current_temperature' } }],
})
const toolCalls = [
  {
    id: 'call_abc123_0_0',
    type: 'function',
    function: { name: 'get_current_temperature', arguments: '{"location":"Paris"}' },
    extra_content: { google: { thought_signature: 'CiQBjz1rX0A=' } },
  },
  {
    id: 'gemini-own-id',
    type: 'function',
    function: { name: 'get_current_temperature', arguments: '{"location":"London"}' },
  },
]
const usage = { uncachedInputTokens: 1114, cacheReadTokens: 4096, outputTokens: 70 }

test('a use of tools goes there and back, its signature with it', async () => {
  server.answerWith(json(fixture.answer))
  const answer = await upstream.complete(call, never)
  const message = {
    role: 'assistant',
    content: null,
    refusal: null,
    tool_calls: toolCalls,
    reasoning_content: 'The person asks for two cities.',
  }
  expect(answer.completion).toMatchObject({
    id: 'abc123',
    model: 'gemini-3.8-flash-001',
    choices: [
      { index: 0, message, logprobs: null, finish_reason: 'tool_calls', native_finish_reason: 'STOP' },
    ],
  })
  expect(answer.usage).toMatchObject(usage)
  // What a client sends back: the message as it came, then the results.
  const results = toolCalls.map(({ id }, index) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: `${index}°`,
  }))
  const messages = [
    ...call.body.messages,
    answer.completion.choices[0]?.message,
    ...results,
  ] as ChatRequest['messages']
  await upstream.complete({ ...call, body: { ...call.body, messages } }, never)
  const [, said, other] = fixture.answer.candidates.flatMap(({ content }) => content.parts)
  expect((server.asked.at(-1) as { contents: unknown[] }).contents.slice(1)).toEqual([
    {
      role: 'model',
      parts: [
        {
          functionCall: { id: 'call_abc123_0_0', ...said?.functionCall },
          thoughtSignature: said?.thoughtSignature,
        },
        other,
      ],
    },
    {
      role: 'user',
      parts: toolCalls.map(({ id }, index) => ({
        functionResponse: { id, name: 'get_current_temperature', response: { output: `${index}°` } },
      })),
    },
  ])
})

test('a streamed use of tools makes the same answer, with the same ids', async () => {
  server.answerWith(json(fixture.answer))
  const whole = await upstream.complete(call, never)
  server.answerWith(events(toSse(fixture.stream)))
  const streamed = await readAll(upstream, call)
  const collected = collectCompletion(
    streamed.parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : [])),
  )
  const [choice] = collected.choices
  expect(choice).toMatchObject({
    finish_reason: 'tool_calls',
    native_finish_reason: 'STOP',
    message: { content: null, tool_calls: toolCalls, reasoning_content: 'The person asks for two cities.' },
  })
  expect(streamed.text).toBe(
    'The person asks for two cities.get_current_temperature{"location":"Paris"}get_current_temperature{"location":"London"}',
  )
  expect(streamed.usage).toEqual(whole.usage)
})

test('a blocked prompt is an answer that declines, in words', async () => {
  const choice = { finish_reason: 'content_filter', native_finish_reason: 'PROHIBITED_CONTENT' }
  const refusal = 'Gemini stopped because the prompt or the answer may contain prohibited content.'
  server.answerWith(json(fixture.blocked))
  expect(await upstream.complete(call, never)).toMatchObject({
    completion: { choices: [{ ...choice, message: { content: null, refusal } }] },
    usage: { uncachedInputTokens: 12, outputTokens: 0 },
  })
  server.answerWith(json({ promptFeedback: { blockReason: 'OTHER', blockReasonMessage: 'Not here.' } }))
  expect((await upstream.complete(call, never)).completion.choices[0]?.message.refusal).toBe(
    'Gemini declined: Not here.',
  )
  server.answerWith(events(toSse([fixture.blocked])))
  const { parts } = await readAll(upstream, call)
  expect(parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : []))).toMatchObject([
    { delta: { role: 'assistant' } },
    { ...choice, delta: { refusal } },
  ])
})

test('an answer that was stopped by a filter keeps what came and says why', async () => {
  server.answerWith(json(fixture.filtered))
  expect((await upstream.complete(call, never)).completion.choices[0]).toMatchObject({
    finish_reason: 'content_filter',
    message: {
      content: 'Once upon',
      refusal: 'Gemini stopped because its safety filters object to the prompt or the answer.',
    },
  })
})

test.each([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ['SPII', 'content_filter'],
  ['IMAGE_RECITATION', 'content_filter'],
  ['MALFORMED_FUNCTION_CALL', 'length'],
  ['OTHER', 'length'],
  ['A_NEW_ONE', 'length'],
  ['constructor', 'length'],
])('the reason %s is %s', async (native, expected) => {
  server.answerWith(json({ candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: native }] }))
  expect((await upstream.complete(call, never)).completion.choices[0]).toMatchObject({
    finish_reason: expected,
    native_finish_reason: native,
  })
})

test('several candidates are several choices, each with its own end and its own calls', async () => {
  const piece = (index: number, part: object, finishReason?: string): object => ({
    candidates: [
      { index, content: { parts: [part] }, ...(finishReason === undefined ? {} : { finishReason }) },
    ],
    responseId: 'r',
  })
  const first = [
    piece(0, { text: 'a' }),
    piece(1, { functionCall: { name: 'f' } }),
    piece(0, { text: 'b' }, 'STOP'),
  ]
  server.answerWith(events(toSse(first)))
  await expect(readAll(upstream, call)).rejects.toMatchObject({ code: 'upstream_interrupted' })
  server.answerWith(events(toSse([...first, piece(1, { functionCall: { name: 'g' } }, 'STOP')])))
  const { parts } = await readAll(upstream, call)
  expect(
    collectCompletion(parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))).choices,
  ).toMatchObject([
    { index: 0, message: { content: 'ab' }, finish_reason: 'stop' },
    {
      index: 1,
      message: {
        tool_calls: [
          { id: 'call_r_1_0', function: { name: 'f', arguments: '{}' } },
          { id: 'call_r_1_1', function: { name: 'g' } },
        ],
      },
      finish_reason: 'tool_calls',
    },
  ])
})

test.each([
  ['nothing', null],
  ['no candidates', { usageMetadata: {} }],
  ['a list', []],
  ['candidates of another kind', { candidates: ['x'] }],
])('an answer with %s is no answer', async (_what, body) => {
  server.answerWith(json(body))
  await expect(upstream.complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
})

test('an answer without usage has none, never 0', async () => {
  server.answerWith(json({ candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'STOP' }] }))
  expect((await upstream.complete(call, never)).usage).toBeUndefined()
})

test('text that follows an early end arrives before the end, and an emoji over two pieces whole', async () => {
  const pieces = [
    [[], 'STOP'],
    [[{ text: 'The \uD83D' }], 'STOP'],
    [[{ text: '\uDE00' }], 'STOP'],
  ].map(([parts, finishReason]) => ({ candidates: [{ content: { parts }, finishReason }] }))
  server.answerWith(events(toSse(pieces)))
  const { parts } = await readAll(upstream, call)
  const chunks = parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : []))
  expect(chunks.map(({ delta }) => delta.content ?? '')).toEqual(['', 'The ', '😀', ''])
  expect(chunks.map(({ finish_reason: reason }) => reason)).toEqual([null, null, null, 'stop'])
})

test('a stream that ends within an event was cut', async () => {
  server.answerWith(events(toSse(fixture.stream).slice(0, -20)))
  await expect(readAll(upstream, call)).rejects.toMatchObject({ code: 'upstream_interrupted' })
})

test('a complete answer is not held by a connection that stays open', async () => {
  server.answerWith(events(toSse(fixture.stream), true))
  expect((await readAll(hasty, call)).usage).toMatchObject(usage)
})

test.each(Object.entries(documentedUsage))('documented usage: %s', async (_name, documented) => {
  const { chunks, expected } = documented
  const cached = 'explicitCache' in documented ? { cached_content: documented.explicitCache } : {}
  server.answerWith(events(toSse(chunks)))
  const { usage: read } = await readAll(
    upstream,
    testCall({ ...call.body, model: 'gemini-3.8-flash', tools: null, ...cached }),
  )
  expect({
    uncached: read?.uncachedInputTokens,
    read: read?.cacheReadTokens,
    output: read?.outputTokens,
  }).toEqual(Object.assign({ uncached: undefined, read: undefined, output: undefined }, expected))
})
