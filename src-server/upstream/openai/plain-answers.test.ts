import { afterAll, beforeAll, expect, test } from 'vitest'
import { collectCompletion } from '../../response-cache/collect-completion.ts'
import { createPooledFetch, type PooledFetch } from '../http/create-pooled-fetch.ts'
import { events, json, startAnswering, type AnsweringServer } from '../start-answering.ts'
import { readAll, testCall } from '../test-call.ts'
import type { Upstream } from '../upstream.ts'
import { createOpenAiUpstream } from './create-openai-upstream.ts'

const never = new AbortController().signal
const call = testCall({ model: 'gpt-6.1-terra', messages: [{ role: 'user', content: 'Hi' }] })
let server: AnsweringServer
let fetch: PooledFetch
let upstream: Upstream

beforeAll(async () => {
  server = await startAnswering()
  fetch = createPooledFetch({ timeoutMs: 20_000 })
  upstream = createOpenAiUpstream({
    apiKey: 'sk-x-0123456789',
    baseUrl: server.url,
    timeoutMs: 20_000,
    fetch,
  })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await fetch.close()
})

const top = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
const chunk = (delta: object, finish_reason: string | null = null, index = 0): string =>
  `data: ${JSON.stringify({ ...top, choices: [{ index, delta, finish_reason }] })}\n\n`
const done = 'data: [DONE]\n\n'

async function streamed(...pieces: readonly string[]) {
  server.answerWith(events(pieces.join('')))
  const { parts } = await readAll(upstream, call)
  return collectCompletion(parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))).choices
}

async function whole(message: object, finish_reason: string | null) {
  server.answerWith(
    json({
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message, finish_reason }],
    }),
  )
  return (await upstream.complete(call, never)).completion.choices[0]
}

const parts = [
  { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
  { type: 'text', text: 'Fixed.' },
]

test('content as a list of parts is a text for clients, and thoughts stand beside it', async () => {
  const expected = { content: 'Fixed.', reasoning_content: 'Hm.' }
  expect(await streamed(chunk({ content: parts }), chunk({}, 'stop'), done)).toMatchObject([
    { message: expected },
  ])
  expect(await whole({ role: 'assistant', content: parts }, 'stop')).toMatchObject({ message: expected })
})

test.each([
  ['error', 'length'],
  ['abort', 'length'],
  ['a word of tomorrow', 'length'],
  ['eos', 'stop'],
  ['end_turn', 'stop'],
  ['model_length', 'length'],
  ['SAFETY', 'content_filter'],
])(
  'the end “%s” is told in OpenAI’s words as %s, with the server’s own beside it',
  async (word, expected) => {
    const end = { finish_reason: expected, native_finish_reason: word }
    expect(await streamed(chunk({ content: 'Half' }), chunk({}, word), done)).toMatchObject([end])
    expect(await whole({ role: 'assistant', content: 'Half' }, word)).toMatchObject(end)
  },
)

test('an empty reason ends nothing: a stream that then breaks was cut', async () => {
  await expect(streamed(chunk({ content: 'Half' }, ''))).rejects.toMatchObject({
    code: 'upstream_interrupted',
  })
  expect(await streamed(chunk({ content: 'Fixed.' }, ''), chunk({}, 'stop'), done)).toMatchObject([
    { message: { content: 'Fixed.' }, finish_reason: 'stop' },
  ])
})

test('an emoji over two pieces is put together, for each choice alone', async () => {
  server.answerWith(
    events(
      chunk({ content: 'a \uD83D' }) +
        chunk({ content: 'b \uD83D' }, null, 1) +
        chunk({ content: '\uDE00' }) +
        chunk({}, 'stop') +
        chunk({}, 'stop', 1) +
        done,
    ),
  )
  const { parts: read } = await readAll(upstream, call)
  const chunks = read.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))
  const contents = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? ''))
  expect(contents.every((content) => /^[^\uD800-\uDFFF]*$/u.test(content))).toBe(true)
  expect(collectCompletion(chunks).choices.map(({ message }) => message.content)).toEqual([
    'a 😀',
    'b \uFFFD',
  ])
})

test('a chunk as OpenAI sends it passes untouched, what nobody knows in it too', async () => {
  const sent = {
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    new_field: [1],
    choices: [{ index: 0, delta: { content: 'Hi', annotations: [] }, finish_reason: 'stop' }],
  }
  server.answerWith(events(`data: ${JSON.stringify(sent)}\n\n${done}`))
  const { parts: read } = await readAll(upstream, call)
  expect(read).toMatchObject([{ type: 'chunk', chunk: sent }])
})

test('thoughts at the beginning of content stand apart, in a stream and in a whole', async () => {
  const message = { content: 'Fixed.', reasoning_content: 'Hm.' }
  const content = '<think>Hm.</think>\n\nFixed.'
  const pieces = ['<th', 'ink>Hm', '.</thi', 'nk>\n', '\nFix', 'ed.'].map((piece) =>
    chunk({ content: piece }),
  )
  expect(await streamed(...pieces, chunk({}, 'stop'), done)).toMatchObject([{ message }])
  expect(await whole({ role: 'assistant', content }, 'stop')).toMatchObject({ message })
})

test('content that only speaks of thoughts, or is blank, passes as it came', async () => {
  for (const content of [
    'Wrap in <think> and </think>.',
    '<think> and </think> are tags.',
    '\n\n',
    '<b>b</b>',
    '<',
  ]) {
    const pieces = Array.from(content, (piece) => chunk({ content: piece }))
    expect(await streamed(...pieces, chunk({}, 'stop'), done)).toMatchObject([{ message: { content } }])
    expect(await whole({ role: 'assistant', content }, 'stop')).toEqual(
      expect.objectContaining({ message: { role: 'assistant', content } }),
    )
  }
})
