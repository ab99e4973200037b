import { afterAll, beforeEach, expect, test } from 'vitest'
import { createProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import { totalInputTokens } from '../../../src-shared/usage-arithmetic.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { createPooledFetch } from '../http/create-pooled-fetch.ts'
import type { UpstreamCall } from '../upstream.ts'
import { createAnthropicUpstream } from './create-anthropic-upstream.ts'
import { never, readStream, testCall, textOf } from './test-calls.ts'
import { five, hour, places, png, tool } from './__fixtures__/mark-places.ts'

const lab = await createProviderLab()
const fetch = createPooledFetch({ timeoutMs: 2000 })
const upstreamFor = (apiKey: string, baseUrl = lab.url) =>
  createAnthropicUpstream({ apiKey, baseUrl, timeoutMs: 2000, fetch })
const upstream = upstreamFor('lab-wire')
const lastBody = (): unknown => lab.journal.entries.at(-1)?.body
const rules = 'The office opens at nine and closes at five on every working day. '.repeat(300)

afterAll(async () => {
  await fetch.close()
  await lab.close()
})
beforeEach(() => {
  lab.scenarios.clear()
  lab.answerWith('One two three four five six seven.')
})

interface Answered {
  readonly text: string
  readonly usage: TokenUsage | undefined
  readonly finishReason: string | null | undefined
}

async function ask(call: UpstreamCall, isStreaming: boolean, to = upstream): Promise<Answered> {
  if (!isStreaming) {
    const { completion, usage } = await to.complete(call, never)
    return {
      text: completion.choices[0]?.message.content ?? '',
      usage,
      finishReason: completion.choices[0]?.finish_reason,
    }
  }
  const { parts, error } = await readStream(to, call)
  if (error !== undefined) throw error instanceof Error ? error : new TypeError('Not an error')
  const finishReason = parts
    .flatMap((part) => (part.type === 'chunk' ? [part.chunk.choices[0]?.finish_reason] : []))
    .find((reason) => typeof reason === 'string')
  return { text: textOf(parts), usage: parts.findLast((part) => part.type === 'usage')?.usage, finishReason }
}

function at(value: unknown, path: string): unknown {
  return path === ''
    ? value
    : path
        .split('.')
        .reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], value)
}

test.each(places)(
  'a mark on %s arrives byte for byte, streamed and not',
  async (_where, body, path, mark) => {
    const messages = [...((body.messages ?? []) as unknown[]), { role: 'user', content: 'Go on.' }]
    for (const isStreaming of [false, true]) {
      await ask(testCall({ ...body, messages }), isStreaming)
      expect(JSON.stringify(at(lastBody(), `${path}${path === '' ? '' : '.'}cache_control`))).toBe(
        JSON.stringify(mark),
      )
      const marks = JSON.stringify(lastBody()).match(/"cache_control"/g)
      expect(marks).toHaveLength(JSON.stringify({ ...body, messages }).match(/"cache_control"/g)?.length ?? 0)
    }
  },
)

test('the whole request is what Anthropic’s own client would send', async () => {
  const messages = [
    { role: 'system', content: [{ type: 'text', text: rules, cache_control: hour }] },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: png } },
        { type: 'text', text: 'Weather?', cache_control: five },
      ],
    },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'f', arguments: '{"place":"Zürich"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'toolu_1', content: 'Sun.' },
  ]
  await ask(
    testCall({ messages, tools: [tool('f', { cache_control: hour })], stop: ['END'], user: 'u1' }),
    true,
  )
  expect(lastBody()).toEqual({
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    stream: true,
    tools: [{ name: 'f', input_schema: { type: 'object' }, cache_control: hour }],
    system: [{ type: 'text', text: rules, cache_control: hour }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'text', text: 'Weather?', cache_control: five },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: { place: 'Zürich' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'Sun.' }] },
    ],
    stop_sequences: ['END'],
    metadata: { user_id: 'u1' },
  })
})

test.each([
  ['5m', { type: 'ephemeral' }, 'fiveMinutes'],
  ['1h', { type: 'ephemeral', ttl: '1h' }, 'oneHour'],
] as const)(
  'cold writes for %s, warm reads the same tokens, and streaming changes nothing',
  async (ttl, mark, bucket) => {
    const call = testCall({
      messages: [
        { role: 'system', content: [{ type: 'text', text: rules, cache_control: mark }] },
        { role: 'user', content: 'When?' },
      ],
    })
    for (const isStreaming of [false, true]) {
      const to = upstreamFor(`lab-cache-${ttl}-${String(isStreaming)}`)
      const cold = await ask(call, isStreaming, to)
      const warm = await ask(call, isStreaming, to)
      expect(cold.usage?.cacheReadTokens).toBe(0)
      expect(cold.usage?.cacheWriteTokens?.[bucket]).toBeGreaterThan(3000)
      expect(warm.usage).toMatchObject({
        cacheReadTokens: cold.usage?.cacheWriteTokens?.[bucket],
        cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
      })
      expect(totalInputTokens(warm.usage ?? {})).toBe(totalInputTokens(cold.usage ?? {}))
    }
    const twice = [await ask(call, false), await ask(call, true)]
    expect(twice[0]).toMatchObject({
      text: 'One two three four five six seven.',
      finishReason: 'stop',
      usage: { outputTokens: expect.any(Number) as number },
    })
    expect({
      ...twice[1],
      usage: { ...twice[1]?.usage, raw: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    }).toEqual({
      ...twice[0],
      usage: { ...twice[0]?.usage, raw: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    })
  },
)

test('a stream tells its input at once and its output at the end, between role and reason', async () => {
  const { parts } = await readStream(upstream, testCall({ messages: [{ role: 'user', content: 'Hi' }] }))
  const [first, early] = parts
  expect(first).toMatchObject({
    type: 'chunk',
    text: '',
    chunk: {
      object: 'chat.completion.chunk',
      model: 'claude-haiku-5-5',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    },
  })
  expect(early).toMatchObject({
    type: 'usage',
    usage: { uncachedInputTokens: expect.any(Number) as number, outputTokens: undefined },
  })
  expect(parts.slice(-2)).toMatchObject([
    { type: 'chunk', chunk: { choices: [{ delta: {}, finish_reason: 'stop' }] } },
    { type: 'usage', usage: { outputTokens: expect.any(Number) as number } },
  ])
  expect(parts.map((part) => (part.type === 'chunk' ? part.text : '')).join('')).toBe(textOf(parts))
  expect(new Set(parts.flatMap((part) => (part.type === 'chunk' ? [part.chunk.id] : []))).size).toBe(1)
})

test('an answer at its limit says so', async () => {
  const call = testCall({ messages: [{ role: 'user', content: 'Hi' }] }, { maxOutputTokens: 3 })
  expect((await ask(call, false)).finishReason).toBe('length')
  expect((await ask(call, true)).finishReason).toBe('length')
})

test('an address with a version or slashes is the same address', async () => {
  for (const base of [`${lab.url}/v1`, `${lab.url}/v1/`, `${lab.url}//`])
    expect(
      (
        await ask(
          testCall({ messages: [{ role: 'user', content: 'Hi' }] }),
          false,
          upstreamFor('lab-base', base),
        )
      ).text,
    ).not.toBe('')
})
