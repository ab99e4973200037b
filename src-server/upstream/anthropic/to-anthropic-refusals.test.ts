import { expect, test } from 'vitest'
import { testCall } from './test-calls.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'

const user = { role: 'user', content: 'Hi' }
const send = (body: Readonly<Record<string, unknown>>) =>
  toAnthropicRequest(testCall({ messages: [user], ...body }), false)

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
