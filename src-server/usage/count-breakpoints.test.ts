import { expect, test } from 'vitest'
import { chatRequestSchema, type ChatRequest } from '../../src-shared/dedicated-api/chat-request.ts'
import { countBreakpoints } from './count-breakpoints.ts'

const mark = { type: 'ephemeral' }
const hour = { type: 'ephemeral', ttl: '1h' }
const parse = (fields: object): ChatRequest =>
  chatRequestSchema.parse({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...fields })
const count = (fields: object) => countBreakpoints(parse(fields))

test('a plain request says nothing', () => {
  expect(
    count({
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      temperature: 1,
    }),
  ).toEqual({ count: 0, ttls: new Set(), hasCacheFields: false })
})

test('marks count wherever a vendor takes them', () => {
  const marked = count({
    cache_control: mark,
    tools: [
      { type: 'function', function: { name: 'f' }, cache_control: hour },
      { type: 'function', function: { name: 'g', cache_control: mark } },
    ],
    messages: [
      {
        role: 'system',
        content: [
          { type: 'text', text: 'S', cache_control: mark },
          { type: 'text', text: 'T', cache_control: null },
        ],
      },
      { role: 'user', content: 'plain', cache_control: mark },
      {
        role: 'user',
        content: [{ type: 'tool_result', content: [{ type: 'text', text: 'deep', cache_control: mark }] }],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, cache_control: mark },
        ],
      },
      { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'result', cache_control: mark }] },
    ],
  })
  expect(marked).toEqual({ count: 8, ttls: new Set(['5m', '1h']), hasCacheFields: true })
})

test('OpenAI’s breakpoints last as long as its options say', () => {
  const messages = [
    {
      role: 'developer',
      content: [{ type: 'text', text: 'S', prompt_cache_breakpoint: { mode: 'explicit' } }],
    },
  ]
  expect(count({ messages })).toEqual({ count: 1, ttls: new Set(['30m']), hasCacheFields: true })
  expect(count({ messages, prompt_cache_options: { mode: 'explicit', ttl: '12h' } }).ttls).toEqual(
    new Set(['12h']),
  )
})

test.each([
  { prompt_cache_key: 'k' },
  { prompt_cache_retention: '24h' },
  { prompt_cache_options: { mode: 'implicit' } },
  { cached_content: 'cachedContents/1' },
  { extra_body: { google: { cached_content: 'cachedContents/1' } } },
])('%j is a caching field that marks nothing', (fields) => {
  expect(count(fields)).toEqual({ count: 0, ttls: new Set(), hasCacheFields: true })
})

test('null is not given, an unknown lifetime is none, and a property of a schema is no mark', () => {
  expect(count({ prompt_cache_key: null, cache_control: null }).hasCacheFields).toBe(false)
  expect(count({ cache_control: { type: 'ephemeral', ttl: '7d' } })).toEqual({
    count: 1,
    ttls: new Set(),
    hasCacheFields: true,
  })
  expect(
    count({
      tools: [
        {
          type: 'function',
          function: { name: 'f', parameters: { properties: { cache_control: { type: 'string' } } } },
        },
      ],
    }).hasCacheFields,
  ).toBe(false)
})
