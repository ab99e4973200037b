import { afterEach, expect, test, vi } from 'vitest'
import type { ChatCompletion } from '../../../src-shared/dedicated-api/chat-answer.ts'
import type { Upstream, UpstreamPart } from '../upstream.ts'
import { without } from './members.ts'
import { never, readStream, testCall } from './test-calls.ts'
import { answering, call, end, fixture, type Sent, start, stop } from './__fixtures__/answering.ts'

const whole = (message: unknown): Upstream =>
  answering(JSON.stringify(message), { headers: { 'content-type': 'application/json' } })
const events = (...all: readonly { readonly type: string; readonly [member: string]: unknown }[]): Upstream =>
  answering(all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''))

afterEach(() => vi.unstubAllEnvs())

/** A streamed answer put together as OpenAI's clients do it. */
function assembled(parts: readonly UpstreamPart[]): Record<string, unknown> {
  const message: Record<string, unknown> = {}
  const calls: { id?: string; function: { name?: string; arguments: string } }[] = []
  for (const part of parts) {
    if (part.type !== 'chunk') continue
    const {
      tool_calls: toolCalls,
      thinking_blocks: thinking,
      role,
      ...texts
    } = part.chunk.choices[0]?.delta ?? {}
    for (const [name, value] of Object.entries(texts))
      message[name] = `${typeof message[name] === 'string' ? message[name] : ''}${String(value)}`
    if (role !== undefined) message.role = role
    if (Array.isArray(thinking)) message.thinking_blocks = thinking
    for (const { index, ...delta } of toolCalls ?? []) {
      calls[index] ??= { ...delta, function: { ...delta.function, arguments: '' } }
      calls[index].function.arguments += delta.function?.arguments ?? ''
    }
  }
  return { ...message, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
}

test('a recorded call of tools: thoughts, text, calls and usage, the same streamed and not', async () => {
  const { completion, usage } = await whole(JSON.parse(await fixture('tool-use.json'))).complete(call, never)
  const { parts, error } = await readStream(answering(await fixture('tool-use.sse')), call)
  expect(error).toBeUndefined()
  const message = {
    role: 'assistant',
    content: 'I look it up.',
    reasoning_content: 'Two places, two calls.',
    thinking_blocks: [
      {
        type: 'thinking',
        thinking: 'Two places, two calls.',
        signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk=',
      },
    ],
    tool_calls: [
      {
        id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6',
        type: 'function',
        function: { name: 'get_weather', arguments: '{"place":"Zürich"}' },
      },
      { id: 'toolu_01NoArguments', type: 'function', function: { name: 'get_time', arguments: '{}' } },
    ],
  }
  expect(completion).toMatchObject({
    id: 'msg_01ToolUse',
    object: 'chat.completion',
    model: 'claude-haiku-5-5',
    choices: [{ index: 0, message: { ...message, refusal: null }, finish_reason: 'tool_calls' }],
  })
  const streamed = assembled(parts)
  expect({ ...streamed, tool_calls: 0 }).toEqual({ ...message, tool_calls: 0 })
  expect(
    (streamed.tool_calls as { function: { arguments: string } }[]).map(
      ({ function: { arguments: text } }) => JSON.parse(text) as unknown,
    ),
  ).toEqual([{ place: 'Zürich' }, {}])
  const counts = {
    uncachedInputTokens: 410,
    cacheReadTokens: 2048,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
    outputTokens: 89,
  }
  expect(usage).toMatchObject(counts)
  expect(parts.findLast((part) => part.type === 'usage')?.usage).toMatchObject(counts)
  expect(parts.map((part) => (part.type === 'chunk' ? part.text : '')).join('')).toContain(
    '{"place": "Zürich"}',
  )
})

test('what was answered can be sent back as it is, with the results, and Anthropic gets its own blocks again', async () => {
  const recorded = JSON.parse(await fixture('tool-use.json')) as {
    content: Readonly<Record<string, unknown>>[]
  }
  const { completion } = await whole(recorded).complete(call, never)
  const sent: Sent[] = []
  const results = [
    { role: 'tool', tool_call_id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', content: 'Sun.' },
    { role: 'tool', tool_call_id: 'toolu_01NoArguments', content: 'Noon.' },
  ]
  await answering(
    JSON.stringify(recorded),
    { headers: { 'content-type': 'application/json' } },
    sent,
  ).complete(
    testCall({
      messages: [{ role: 'user', content: 'Weather?' }, completion.choices[0]?.message, ...results],
    }),
    never,
  )
  expect((JSON.parse(sent[0]?.body ?? '') as { messages: unknown }).messages).toEqual([
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: recorded.content.map((block) => without(block, 'caller', 'citations')) },
    {
      role: 'user',
      content: results.map(({ tool_call_id: id, content }) => ({
        type: 'tool_result',
        tool_use_id: id,
        content,
      })),
    },
  ])
})

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['pause_turn', 'length'],
  ['a_reason_of_tomorrow', 'length'],
])('%s is told as %s', async (reason, expected) => {
  const { completion } = await whole({ content: [], stop_reason: reason }).complete(call, never)
  expect(completion.choices[0]).toMatchObject({ message: { content: null }, finish_reason: expected })
  const isKnown = !/pause|tomorrow/.test(reason)
  expect(completion.choices[0]?.native_finish_reason).toBe(isKnown ? undefined : reason)
  const { parts } = await readStream(events(start, end(reason), stop), call)
  expect(
    parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk.choices[0]?.finish_reason] : [])),
  ).toEqual([null, expected])
})

test('a refusal says why', async () => {
  const details = { stop_details: { type: 'refusal', category: 'bio', explanation: 'This was declined.' } }
  const { completion } = await whole({ content: [], stop_reason: 'refusal', ...details }).complete(
    call,
    never,
  )
  expect(completion.choices[0]?.message.refusal).toBe('This was declined.')
  const { parts } = await readStream(events(start, end('refusal', details), stop), call)
  expect(assembled(parts).refusal).toBe('This was declined.')
})

test('usage that is missing stays unknown, in a known answer without ids', async () => {
  const { completion, usage } = await whole({ content: [{ type: 'text', text: 'Hi' }] }).complete(call, never)
  expect(completion).toMatchObject({
    id: 'req_1',
    model: 'claude-haiku-5-5',
  } satisfies Partial<ChatCompletion>)
  expect(usage).toBeUndefined()
  const { parts, error } = await readStream(
    events(
      { type: 'message_start', message: {} },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      stop,
    ),
    call,
  )
  expect(error).toBeUndefined()
  expect(parts.filter(({ type }) => type === 'usage')).toEqual([])
})

test('breakpoints without a word about the cache leave the input unknown', async () => {
  const marked = testCall({
    messages: [{ role: 'user', content: 'Hi', cache_control: { type: 'ephemeral' } }],
  })
  const message = { content: [], usage: { input_tokens: 5, output_tokens: 9 } }
  expect((await whole(message).complete(marked, never)).usage).toMatchObject({
    uncachedInputTokens: undefined,
    outputTokens: 9,
  })
  expect((await whole(message).complete(call, never)).usage).toMatchObject({
    uncachedInputTokens: 5,
    outputTokens: 9,
  })
  const { parts } = await readStream(events(start, end('end_turn'), stop), marked)
  expect(parts.findLast((part) => part.type === 'usage')?.usage).toMatchObject({
    uncachedInputTokens: undefined,
    outputTokens: 9,
  })
})

test('why the cache was missed and what was left out of the request is told', async () => {
  const diagnostics = { cache_miss_reason: { type: 'system_changed', cache_missed_input_tokens: 41 } }
  const warm = testCall({ messages: [{ role: 'user', content: 'Hi' }], temperature: 0 })
  const told = { diagnostics, ignored_parameters: ['temperature'] }
  expect((await whole({ content: [], diagnostics }).complete(warm, never)).completion).toMatchObject(told)
  const { parts } = await readStream(
    events({ ...start, message: { ...start.message, diagnostics } }, end('end_turn'), stop),
    warm,
  )
  expect(parts[0]).toMatchObject({ chunk: told })
})

test('a whole message that is none, and a stream of none, cannot be read', async () => {
  await expect(whole({ choices: [] }).complete(call, never)).rejects.toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
  expect((await readStream(events({ type: 'ping' }), call)).error).toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
  expect((await readStream(events({ type: 'message_start', message: 'no' }), call)).error).toMatchObject({
    status: 502,
    code: 'upstream_unreadable',
  })
})
