import { expect, test } from 'vitest'
import { type ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { testCall } from '../test-call.ts'
import { toOpenAiRequest } from './to-openai-request.ts'

/** What arrives, as the other side parses it. */
function sent(body: ChatRequest, isStreaming = false): Record<string, unknown> {
  return JSON.parse(JSON.stringify(toOpenAiRequest(testCall(body), isStreaming))) as Record<string, unknown>
}

const user = { role: 'user', content: 'Hi' } as const
const ephemeral = { type: 'ephemeral' }
const marked = { mode: 'explicit' }

test('model, limit and streaming are the gateway’s, whatever the client said', () => {
  expect(
    sent({
      model: 'openai/gpt-6-luna',
      messages: [user],
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 9,
    }),
  ).toEqual({ model: 'gpt-6-luna', messages: [user], max_completion_tokens: 500 })
  expect(
    sent(
      {
        model: 'gpt-6-luna',
        messages: [user],
        stream_options: { include_usage: false, include_obfuscation: false },
      },
      true,
    ),
  ).toEqual({
    model: 'gpt-6-luna',
    messages: [user],
    max_completion_tokens: 500,
    stream: true,
    stream_options: { include_usage: true, include_obfuscation: false },
  })
})

test('the older name of the limit stays where the model knows it', () => {
  const limits = (model: string, limit: object): unknown => {
    const { max_tokens: old, max_completion_tokens: current } = sent({ model, messages: [user], ...limit })
    return { old, current }
  }
  expect(limits('gpt-4o', { max_tokens: 9 })).toEqual({ old: 500, current: undefined })
  expect(limits('gpt-4o', {})).toEqual({ old: undefined, current: 500 })
  expect(limits('gpt-5-mini', { max_tokens: 9 })).toEqual({ old: undefined, current: 500 })
  expect(limits('gpt-6.1-sol', { max_tokens: 9, max_completion_tokens: 8 })).toEqual({
    old: undefined,
    current: 500,
  })
})

test.each([
  ['service_tier', { service_tier: 'priority' }],
  ['web_search_options', { web_search_options: {} }],
  ['modalities', { modalities: ['text', 'audio'] }],
])('%s that OpenAI charges otherwise than by the table is refused', (param, fields) => {
  expect(() => sent({ model: 'gpt-6-luna', messages: [user], ...fields })).toThrow(
    expect.objectContaining({ status: 400, options: { param } }),
  )
})

const anthropicMarks: ChatRequest = {
  model: 'gpt-6-luna',
  messages: [
    {
      role: 'system',
      content: [
        { type: 'text', text: 'Rules' },
        { type: 'text', text: 'Space', cache_control: { ...ephemeral, ttl: '1h' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' }, cache_control: ephemeral },
        { type: 'text', text: 'See', cache_control: null },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'refusal', refusal: 'No', cache_control: ephemeral }],
      tool_calls: [
        {
          id: 'c1',
          type: 'function',
          function: { name: 'f', arguments: '{}', cache_control: ephemeral },
          cache_control: ephemeral,
        },
      ],
    },
    { role: 'tool', content: 'Result', tool_call_id: 'c1', cache_control: ephemeral },
    {
      role: 'user',
      content: [
        {
          type: 'text',
          text: 'End',
          cache_control: ephemeral,
          prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' },
        },
      ],
    },
  ],
  tools: [
    {
      type: 'function',
      function: {
        name: 'f',
        parameters: { type: 'object', properties: { cache_control: { type: 'string' } } },
        cache_control: ephemeral,
      },
    },
    { type: 'function', function: { name: 'g' }, cache_control: ephemeral },
  ],
}

/** What is left when every mark is gone; a schema may well have a property of that name. */
const unmarked = {
  messages: [
    {
      role: 'system',
      content: [
        { type: 'text', text: 'Rules' },
        { type: 'text', text: 'Space' },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        { type: 'text', text: 'See' },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'refusal', refusal: 'No' }],
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', content: 'Result', tool_call_id: 'c1' },
    {
      role: 'user',
      content: [{ type: 'text', text: 'End', prompt_cache_breakpoint: { mode: 'explicit', ttl: '12h' } }],
    },
  ],
  tools: [
    {
      type: 'function',
      function: {
        name: 'f',
        parameters: { type: 'object', properties: { cache_control: { type: 'string' } } },
      },
    },
    { type: 'function', function: { name: 'g' } },
  ],
}

test.each(['gpt-6-luna', 'gpt-6.1-terra', 'gpt-5.6-sol'])(
  '%s gets Anthropic’s marks as breakpoints, where it can hold one',
  (model) => {
    const { messages, tools, prompt_cache_options: options } = sent({ ...anthropicMarks, model })
    expect(messages).toEqual([
      {
        role: 'system',
        content: [
          { type: 'text', text: 'Rules' },
          { type: 'text', text: 'Space', prompt_cache_breakpoint: marked },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'image_url',
            image_url: { url: 'data:image/png;base64,AA==' },
            prompt_cache_breakpoint: marked,
          },
          { type: 'text', text: 'See' },
        ],
      },
      unmarked.messages[2],
      {
        role: 'tool',
        content: [{ type: 'text', text: 'Result', prompt_cache_breakpoint: marked }],
        tool_call_id: 'c1',
      },
      unmarked.messages[4],
    ])
    expect(tools).toEqual(unmarked.tools)
    expect(options).toEqual({ mode: 'explicit', ttl: '30m' })
  },
)

test.each(['gpt-5.5', 'gpt-5.4', 'gpt-4.1', 'gpt-4o'])('%s, which refuses them, gets none', (model) => {
  expect(sent({ ...anthropicMarks, model, cache_control: ephemeral })).toEqual({
    model,
    ...unmarked,
    max_completion_tokens: 500,
  })
})

test('a mark at the top level asks for what OpenAI does by itself, and the client’s own options stay', () => {
  expect(sent({ model: 'gpt-6-luna', messages: [user], cache_control: ephemeral })).toEqual({
    model: 'gpt-6-luna',
    messages: [user],
    max_completion_tokens: 500,
  })
  const parts = [
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi', cache_control: ephemeral }] },
  ]
  expect(sent({ model: 'gpt-6-luna', messages: parts, cache_control: ephemeral })).not.toHaveProperty(
    'prompt_cache_options',
  )
  expect(
    sent({ model: 'gpt-6-luna', messages: parts, prompt_cache_options: { mode: 'implicit' } })
      .prompt_cache_options,
  ).toEqual({ mode: 'implicit' })
  // Nothing is marked then, and OpenAI's own breakpoint is better than none.
  expect(
    sent({
      model: 'gpt-6-luna',
      messages: [user],
      tools: [{ type: 'function', function: { name: 'g' }, cache_control: ephemeral }],
    }),
  ).not.toHaveProperty('prompt_cache_options')
})

test('a mark on a message stands at its end, once', () => {
  const contentOf = (message: ChatRequest['messages'][number]): unknown =>
    (sent({ model: 'gpt-6-luna', messages: [message] }).messages as { content: unknown }[])[0]?.content
  expect(
    contentOf({
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      cache_control: ephemeral,
    }),
  ).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b', prompt_cache_breakpoint: marked },
  ])
  expect(
    contentOf({
      role: 'user',
      content: [{ type: 'text', text: 'b', cache_control: ephemeral }],
      cache_control: ephemeral,
    }),
  ).toEqual([{ type: 'text', text: 'b', prompt_cache_breakpoint: marked }])
  expect(contentOf({ role: 'assistant', content: null, cache_control: ephemeral })).toBeNull()
  expect(contentOf({ role: 'user', content: '', cache_control: ephemeral })).toBe('')
})

test('what holds no mark is passed on as it is, without a copy', () => {
  const call = testCall({
    model: 'gpt-6-luna',
    messages: [user, { role: 'user', content: [{ type: 'text', text: 'x' }] }],
    tools: [{ type: 'function', function: { name: 'f' } }],
  })
  const request = toOpenAiRequest(call, false)
  expect(request.messages).toBe(call.body.messages)
  expect(request.tools).toBe(call.body.tools)
})
