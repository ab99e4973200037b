import { expect, test } from 'vitest'
import { testCall } from '../test-call.ts'
import { toGeminiRequest } from './to-gemini-request.ts'
import { type Fields, hi, sent } from './__fixtures__/sent-request.ts'

test('what Gemini has nothing for is left out and told; cache_control needs no telling', () => {
  const fields = {
    user: 'u',
    metadata: { a: 1 },
    store: true,
    logprobs: true,
    logit_bias: {},
    parallel_tool_calls: false,
    prompt_cache_key: 'k',
    service_tier: 'flex',
    x_unknown: 1,
    verbosity: null,
    cache_control: { type: 'ephemeral' },
  }
  expect(sent(fields).config).toEqual({})
  expect(toGeminiRequest(testCall({ model: 'gemini-3.8-flash', messages: [hi], ...fields })).ignored).toEqual(
    [
      'parallel_tool_calls',
      'logit_bias',
      'logprobs',
      'user',
      'metadata',
      'store',
      'prompt_cache_key',
      'service_tier',
      'x_unknown',
    ],
  )
})

const refused: [string, Fields][] = [
  [
    'messages[0].content[1].type',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'input_audio', input_audio: { data: '', format: 'wav' } },
          ],
        },
      ],
    },
  ],
  [
    'messages[0].content[0].image_url.url',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/film' } }] },
      ],
    },
  ],
  [
    'messages[0].content[0].image_url.url',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:audio/wav;base64,AA==' } }] },
      ],
    },
  ],
  [
    'messages[0].content[0].image_url.url',
    {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png,AA' } }] }],
    },
  ],
  [
    'messages[0].content[0].file.file_data',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
  ],
  [
    'messages[0].content',
    {
      messages: [
        {
          role: 'system',
          content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }],
        },
      ],
    },
  ],
  ['messages[0].tool_call_id', { messages: [{ role: 'tool', tool_call_id: 'x', content: 'r' }] }],
  [
    'messages[1].tool_calls[0].function.arguments',
    {
      messages: [
        hi,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x"' } }],
        },
      ],
    },
  ],
  [
    'messages[1].tool_calls[0].function.arguments',
    {
      messages: [
        hi,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '[1]' } }],
        },
      ],
    },
  ],
  [
    'messages[1].tool_calls[0].function',
    { messages: [hi, { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'custom' }] }] },
  ],
  ['tools[0].type', { tools: [{ type: 'web_search' }] }],
  [
    'tool_choice',
    { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: { type: 'custom' } },
  ],
  ['response_format.type', { response_format: { type: 'grammar' } }],
  [
    'response_format.json_schema.schema',
    { response_format: { type: 'json_schema', json_schema: { name: 's' } } },
  ],
  ['reasoning_effort', { reasoning_effort: '__proto__' }],
  ['messages', { messages: [{ role: 'system', content: 's' }, hi], cached_content: 'cachedContents/x' }],
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }], cached_content: 'cachedContents/x' }],
  ['cached_content', { cached_content: 5 }],
  ['thinking_config.thinking_budget', { google: { thinking_config: { thinking_budget: 'much' } } }],
  ['safety_settings.0.threshold', { safety_settings: [{ category: 'x' }] }],
]

test.each(refused)('400 names %s in %j', (param, fields) => {
  expect(() => sent(fields)).toThrow(
    expect.objectContaining({
      status: 400,
      type: 'invalid_request_error',
      options: { param },
      message: expect.stringMatching(new RegExp(`^${param.replace(/[[\]]/g, '\\$&')}: .*\\.$`)) as unknown,
    }),
  )
})
