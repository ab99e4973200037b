import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testCall } from './test-calls.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'

const user = { role: 'user', content: 'Hi' }
const hour = { type: 'ephemeral', ttl: '1h', scope: 'unknown to all' }
const send = (body: Readonly<Record<string, unknown>>) =>
  toAnthropicRequest(testCall({ messages: [user], ...body }), false)
const sent = (body: Readonly<Record<string, unknown>>) => send(body).body
const messagesOf = (messages: readonly unknown[]): unknown => sent({ messages }).messages

test('a plain request: our limit and model id, nothing that was not asked', () => {
  expect(send({ max_tokens: 7, stream: true, stream_options: { include_usage: true } })).toEqual({
    body: { model: 'claude-haiku-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] },
    hasMarks: false,
    ignored: [],
  })
  expect(toAnthropicRequest(testCall({ messages: [user] }), true).body.stream).toBe(true)
})

test('system and developer messages become blocks of system in their order, with their bytes', () => {
  const { body } = send({
    messages: [
      { role: 'system', content: ' a\r\n' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'b' },
          { type: 'text', text: '', cache_control: null },
        ],
      },
      user,
      { role: 'system', content: 'c', cache_control: hour },
    ],
  })
  expect(body.system).toEqual([
    { type: 'text', text: ' a\r\n' },
    { type: 'text', text: 'b' },
    { type: 'text', text: 'c', cache_control: hour },
  ])
  expect(body.messages).toEqual([{ role: 'user', content: 'Hi' }])
})

test('tools: calls, joined results, a result with parts and an error', () => {
  const calls = [
    { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' }, index: 0 },
    { id: 'b', type: 'function', function: { name: 'g', arguments: '' } },
  ]
  expect(
    messagesOf([
      user,
      { role: 'assistant', content: '', tool_calls: calls },
      { role: 'tool', tool_call_id: 'a', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'two' }], is_error: true },
      user,
      { role: 'assistant', content: 'said', tool_calls: [calls[0]] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ]),
  ).toEqual([
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
        { type: 'tool_use', id: 'b', name: 'g', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }], is_error: true },
      ],
    },
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'said' },
        { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: '' }] },
  ])
})

test('what was thought goes back unchanged before what was said; a turn that says nothing is left out', () => {
  const thinking = { type: 'thinking', thinking: 'hm', signature: 'sig' }
  expect(
    messagesOf([
      user,
      { role: 'assistant', content: 'said', thinking_blocks: [thinking], reasoning_content: 'hm' },
      { role: 'assistant', content: null },
      { role: 'assistant', content: null, refusal: 'No.' },
    ]),
  ).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [thinking, { type: 'text', text: 'said' }] },
    { role: 'assistant', content: 'No.' },
  ])
})

test('images, files and blocks in Anthropic’s own shape', () => {
  const own = {
    type: 'document',
    source: { type: 'url', url: 'https://a.example/b.pdf' },
    citations: { enabled: true },
  }
  const content = [
    {
      type: 'image_url',
      image_url: { url: 'data:image/png;base64,iVBOR', detail: 'low' },
      cache_control: hour,
    },
    { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
    { type: 'file', file: { filename: 'b.pdf', file_data: 'data:application/pdf;base64,JVBER' } },
    { type: 'file', file: { file_data: 'data:text/plain;base64,w7xiZXI=' } },
    own,
    { type: 'text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' }, unknown: 1 },
  ]
  expect(messagesOf([{ role: 'user', content }])).toEqual([
    {
      role: 'user',
      content: [
        {
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: 'iVBOR' },
          cache_control: hour,
        },
        { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } },
        {
          type: 'document',
          source: { type: 'base64', media_type: 'application/pdf', data: 'JVBER' },
          title: 'b.pdf',
        },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'über' } },
        own,
        { type: 'text', text: 'x', unknown: 1 },
      ],
    },
  ])
})

test('tools and their choice', () => {
  const parameters = { type: 'object', properties: { x: { type: 'number' } } }
  const tools = [
    {
      type: 'function',
      function: { name: 'f', description: 'does', parameters, strict: true, defer_loading: true },
    },
    { type: 'function', function: { name: 'g', strict: null } },
    { type: 'bash_20250124', name: 'bash' },
  ]
  expect(sent({ tools }).tools).toEqual([
    { name: 'f', description: 'does', input_schema: parameters, strict: true, defer_loading: true },
    { name: 'g', input_schema: { type: 'object', properties: {} } },
    { type: 'bash_20250124', name: 'bash' },
  ])
  const choiceOf = (choice: Readonly<Record<string, unknown>>): unknown =>
    sent({ tools, ...choice }).tool_choice
  expect(choiceOf({})).toBeUndefined()
  expect(choiceOf({ tool_choice: 'auto' })).toEqual({ type: 'auto' })
  expect(choiceOf({ tool_choice: 'none', parallel_tool_calls: false })).toEqual({ type: 'none' })
  expect(choiceOf({ tool_choice: 'required', parallel_tool_calls: true })).toEqual({ type: 'any' })
  expect(
    choiceOf({ tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false }),
  ).toEqual({ type: 'tool', name: 'f', disable_parallel_tool_use: true })
  expect(choiceOf({ parallel_tool_calls: false })).toEqual({ type: 'auto', disable_parallel_tool_use: true })
  expect(choiceOf({ tool_choice: { type: 'tool', name: 'f' } })).toEqual({ type: 'tool', name: 'f' })
  expect(sent({ tools: [], tool_choice: 'none' })).not.toHaveProperty('tool_choice')
})

test('settings: what has a counterpart is translated, what has none is left out and told, the rest passes', () => {
  const format = { type: 'json_schema', json_schema: { name: 'n', strict: true, schema: { type: 'object' } } }
  const own = {
    thinking: { type: 'adaptive' },
    top_k: 4,
    container: 'c',
    diagnostics: { previous_message_id: null },
    cache_control: hour,
  }
  const { body, ignored } = send({
    stop: 'x',
    user: 'u',
    response_format: format,
    reasoning_effort: 'minimal',
    temperature: 1.5,
    top_p: 1,
    seed: 3,
    logprobs: null,
    service_tier: 'flex',
    metadata: { team: 'a' },
    output_config: { effort: 'max' },
    ...own,
  })
  expect(body).toMatchObject({
    stop_sequences: ['x'],
    metadata: { user_id: 'u' },
    output_config: { effort: 'max', format: { type: 'json_schema', schema: { type: 'object' } } },
    ...own,
  })
  expect(
    Object.keys(body).filter((name) =>
      ['temperature', 'top_p', 'seed', 'service_tier', 'user', 'stop', 'response_format'].includes(name),
    ),
  ).toEqual([])
  expect([...ignored].sort()).toEqual(['seed', 'service_tier', 'temperature', 'top_p'])
  expect(
    send({ response_format: { type: 'json_object' }, reasoning_effort: 'none', metadata: { team: 'a' } })
      .ignored,
  ).toEqual(['reasoning_effort', 'response_format', 'metadata'])
  expect(
    send({
      response_format: { type: 'text' },
      stop: [],
      metadata: { user_id: 'm' },
      user: 'u',
      service_tier: 'standard_only',
    }),
  ).toMatchObject({ body: { metadata: { user_id: 'm' }, service_tier: 'standard_only' }, ignored: [] })
})

const call = (text: string) => ({
  messages: [
    user,
    {
      role: 'assistant',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: text } }],
    },
  ],
})

test.each([
  ['several answers', { n: 2 }, 'n'],
  ['arguments that are no JSON', call('{"x":'), 'messages[1].tool_calls[0].function.arguments'],
  ['arguments that are no object', call('[1]'), 'messages[1].tool_calls[0].function.arguments'],
  [
    'a call of a custom tool',
    { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: {} }] }] },
    'messages[0].tool_calls[0].function',
  ],
  [
    'an image of no kind',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [
    'an image of another kind',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/bmp;base64,Qk0' } }] },
      ],
    },
    'messages[0].content[0].image_url.url',
  ],
  [
    'a file of another kind',
    {
      messages: [
        user,
        { role: 'user', content: [{ type: 'file', file: { file_data: 'data:application/zip;base64,UEs' } }] },
      ],
    },
    'messages[1].content[0].file.file_data',
  ],
  [
    'the old form of results',
    { messages: [{ role: 'function', name: 'f', content: 'x' }] },
    'messages[0].role',
  ],
  [
    'the old form of calls',
    { messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }] },
    'messages[0].function_call',
  ],
  [
    'a choice that is none',
    { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'maybe' },
    'tool_choice',
  ],
  [
    'a choice of no function',
    { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: { type: 'function' } },
    'tool_choice.function.name',
  ],
  [
    'a format without a schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'n' } } },
    'response_format.json_schema.schema',
  ],
  ['a dearer speed', { speed: 'fast' }, 'speed'],
  ['a dearer region', { inference_geo: 'us' }, 'inference_geo'],
  [
    'a tool that is charged by use',
    { tools: [{ type: 'web_search_20260318', name: 'web_search' }] },
    'tools[0].type',
  ],
])('%s is refused by name before anything is sent', (_what, body, param) => {
  expect(() => send(body)).toThrow(
    expect.objectContaining({ status: 400, type: 'invalid_request_error', options: { param } }) as Error,
  )
})

/** All marks below a value, in the order of its text. */
function marksIn(value: unknown): unknown[] {
  const marks: unknown[] = []
  JSON.stringify(value, (name, member: unknown) => {
    if (name === 'cache_control') marks.push(member)
    return member
  })
  return marks
}

test('no mark is lost, changed or moved past another, wherever a client puts it', () => {
  let number = 0
  const maybeMark = fc
    .boolean()
    .map((isMarked) =>
      isMarked ? { cache_control: { type: 'ephemeral', ttl: '1h', number: (number += 1) } } : {},
    )
  const words = fc.string()
  const text = fc.tuple(words, maybeMark).map(([content, mark]) => ({ type: 'text', text: content, ...mark }))
  const image = maybeMark.map((mark) => ({
    type: 'image_url',
    image_url: { url: 'data:image/png;base64,iVBOR' },
    ...mark,
  }))
  const parts = fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 })
  const marked = <Role extends string>(role: Role, more: fc.Arbitrary<object>) =>
    fc.oneof(
      fc.tuple(words, maybeMark, more).map(([content, mark, rest]) => ({ role, content, ...rest, ...mark })),
      fc.tuple(parts, more).map(([content, rest]) => ({ role, content, ...rest })),
    )
  const toolCall = maybeMark.map((mark) => ({
    id: 'a',
    type: 'function',
    function: { name: 'f', arguments: '{}' },
    ...mark,
  }))
  const message = fc.oneof(
    marked('system', fc.constant({})),
    marked('developer', fc.constant({})),
    marked('user', fc.constant({})),
    fc
      .tuple(parts, fc.array(toolCall, { maxLength: 2 }))
      .map(([content, calls]) => ({ role: 'assistant', content, tool_calls: calls })),
    marked('tool', fc.constant({ tool_call_id: 'a' })),
  )
  const tool = fc.tuple(maybeMark, fc.boolean()).map(([mark, isInside]) => ({
    type: 'function',
    function: { name: 'f', ...(isInside ? mark : {}) },
    ...(isInside ? {} : mark),
  }))
  const request = fc.record({
    tools: fc.array(tool, { maxLength: 3 }),
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    top: maybeMark,
  })
  fc.assert(
    fc.property(request, fc.boolean(), ({ tools, messages, top }, isStreaming) => {
      const isSystem = ({ role }: { role: string }): boolean => role === 'system' || role === 'developer'
      const inOrder = [tools, messages.filter(isSystem), messages.filter((one) => !isSystem(one)), top]
      const { body, hasMarks } = toAnthropicRequest(testCall({ tools, messages, ...top }), isStreaming)
      expect(
        JSON.stringify([
          ...marksIn(body.tools),
          ...marksIn(body.system),
          ...marksIn(body.messages),
          ...marksIn({ cache_control: body.cache_control }).filter((mark) => mark !== undefined),
        ]),
      ).toBe(JSON.stringify(marksIn(inOrder)))
      expect(hasMarks).toBe(marksIn(inOrder).length > 0)
    }),
    { numRuns: 500 },
  )
})
