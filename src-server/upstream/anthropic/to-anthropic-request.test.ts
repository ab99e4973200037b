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
