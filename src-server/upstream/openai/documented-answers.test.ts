import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPooledFetch, type PooledFetch } from '../http/create-pooled-fetch.ts'
import { events, json, startAnswering, type AnsweringServer } from '../start-answering.ts'
import { readAll, testCall } from '../test-call.ts'
import type { Upstream } from '../upstream.ts'
import { createOpenAiUpstream } from './create-openai-upstream.ts'
import toolUse from './__fixtures__/tool-use.json' with { type: 'json' }

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
    apiKey: 'sk-x-0123456789',
    baseUrl: `${server.url}/proxy/v9/`,
    timeoutMs: 20_000,
    fetch,
  }
  upstream = createOpenAiUpstream(options)
  hasty = createOpenAiUpstream({ ...options, timeoutMs: 300 })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await fetch.close()
})

const call = testCall({
  model: 'gpt-6.1-terra',
  messages: [{ role: 'user', content: toolUse.question.content }],
  tools: toolUse.tools,
})
const sse = readFileSync(new URL('__fixtures__/tool-use.sse', import.meta.url), 'utf8')
const [begin = '', middle = '', more = '', end = '', usage = ''] = sse
  .split('\n\n')
  .map((event) => `${event}\n\n`)

test('a use of a tool goes there and back as documented', async () => {
  server.answerWith(json(toolUse.answer))
  const { completion, usage: used } = await upstream.complete(call, never)
  expect({ ...completion, usage: toolUse.answer.usage }).toEqual(toolUse.answer)
  expect(completion).not.toHaveProperty('usage')
  expect(used).toEqual({
    uncachedInputTokens: 17,
    cacheReadTokens: 0,
    cacheWriteTokens: { other: 1100 },
    outputTokens: 46,
    raw: toolUse.answer.usage,
  })
  const [answered] = toolUse.answer.choices
  const messages = [...call.body.messages, answered?.message, toolUse.result]
  await upstream.complete(
    { ...call, body: { ...call.body, messages: messages as typeof call.body.messages } },
    never,
  )
  expect(server.asked.at(-1)).toMatchObject({ model: 'gpt-6.1-terra', messages, tools: toolUse.tools })
})

test('a streamed use of a tool passes as it came, and counts as text', async () => {
  server.answerWith(events(sse))
  const { parts, text, usage: used } = await readAll(upstream, call)
  const sent = sse
    .split('\n\n')
    .flatMap((event) => (event.startsWith('data: {') ? [JSON.parse(event.slice(6)) as unknown] : []))
  expect(parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk] : []))).toEqual(sent.slice(0, 4))
  expect(text).toBe('get_weather{"location":"Paris, France"}')
  expect(used).toMatchObject({ uncachedInputTokens: 17, cacheReadTokens: 1100, outputTokens: 46 })
})

test.each([
  ['no choices', { id: 'x', object: 'chat.completion' }],
  ['an empty list', { choices: [] }],
  ['a choice without message', { choices: [{ index: 0 }] }],
  ['a list', []],
  ['nothing', null],
])('an answer with %s is no answer', async (_what, body) => {
  server.answerWith(json(body))
  await expect(upstream.complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
})

test('a complete answer outlives what happens to its connection: a missing usage is unknown, never 0', async () => {
  server.answerWith(events(begin + end))
  expect((await readAll(upstream, call)).usage).toBeUndefined()
  server.answerWith((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(begin + end, () => setTimeout(() => response.destroy(), 50))
  })
  expect((await readAll(upstream, call)).usage).toBeUndefined()
  server.answerWith(json({ ...toolUse.answer, usage: null }))
  expect((await upstream.complete(call, never)).usage).toBeUndefined()
})

test('usage that does not come is not waited for', async () => {
  server.answerWith(events(begin + end, true))
  expect((await readAll(hasty, call)).parts).toHaveLength(2)
})

test('an abort while usage is awaited is one all the same', async () => {
  const stop = new AbortController()
  server.answerWith(events(begin + end, true))
  const reading = async (): Promise<void> => {
    for await (const part of upstream.stream(call, stop.signal))
      if (part.type === 'chunk' && part.chunk.choices[0]?.finish_reason === 'tool_calls')
        stop.abort(new Error('Gone'))
  }
  await expect(reading()).rejects.toThrow('Gone')
})

test('of several choices, each must have ended', async () => {
  const second = (event: string): string => event.replace('"choices":[{"index":0', '"choices":[{"index":1')
  server.answerWith(events(begin + second(begin) + end + middle + more))
  await expect(readAll(upstream, call)).rejects.toMatchObject({ code: 'upstream_interrupted' })
  server.answerWith(events(begin + second(begin) + end + second(end) + usage))
  expect((await readAll(upstream, call)).usage?.outputTokens).toBe(46)
})

test('usage on a chunk with words is told, and not passed on twice', async () => {
  server.answerWith(
    events(begin + end.replace('"usage":null', '"usage":{"prompt_tokens":5,"completion_tokens":2}')),
  )
  const { parts, usage: used } = await readAll(upstream, call)
  expect(used).toMatchObject({ uncachedInputTokens: 5, outputTokens: 2 })
  expect(parts.map((part) => (part.type === 'chunk' ? part.chunk.usage : 'usage'))).toEqual([
    null,
    null,
    'usage',
  ])
})

test('a server that gives no reason for the end, but its usage, has ended', async () => {
  server.answerWith(events(begin + middle + usage))
  expect((await readAll(upstream, call)).usage?.outputTokens).toBe(46)
})

test('another server at the address is not taken for OpenAI, and no redirect is followed', async () => {
  server.answerWith(
    json(
      {
        error: {
          message: 'Invalid URL (POST /proxy/v9/chat/completions)',
          type: 'invalid_request_error',
          code: null,
        },
      },
      404,
    ),
  )
  await expect(upstream.complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
  const before = server.asked.length
  server.answerWith((_request, response) =>
    response.writeHead(307, { location: `${server.url}/elsewhere` }).end(),
  )
  await expect(upstream.complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
  expect(server.asked).toHaveLength(before + 1)
})
