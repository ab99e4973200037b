import { expect, test } from 'vitest'
import type { CachePlan } from '../../../src-shared/composed-prompt.ts'
import type { ModelCaching } from '../../../src-shared/pricing/price-table.ts'
import type { ProviderCall } from '../provider.ts'
import { marksPlan, noCaching, testCall, textBlock, toolBlock, turnBlock } from '../test-call.ts'
import { toChatRequest } from './to-chat-request.ts'
import { toPrewarmRequest, toResponsesRequest } from './to-responses-request.ts'

const breakpoints: ModelCaching = {
  control: 'breakpoints',
  lifetimes: ['30m', '12h'],
  explicit: false,
  prewarm: true,
}
const automatic: ModelCaching = { control: 'automatic', lifetimes: ['24h'], explicit: false, prewarm: false }
const prefix = [
  toolBlock('search'),
  textBlock('system', 'Be brief.'),
  textBlock('space', 'A document.'),
  textBlock('space', ''),
  turnBlock('user', 'First?'),
  turnBlock('assistant', 'Yes.'),
]
const breakpoint = { mode: 'explicit' }

function callWith(more: Partial<ProviderCall>, caching: ModelCaching = breakpoints): ProviderCall {
  return testCall({
    model: 'gpt-6-luna',
    prompt: { prefix, dynamic: textBlock('dynamic', 'Fix this.'), breakpoints: [0, 2, 5] },
    cache: { scope: 'space-hash', model: caching },
    ...more,
  })
}

const bodies = (call: ProviderCall): unknown[] =>
  [toResponsesRequest(call), toChatRequest(call)].map((body): unknown => JSON.parse(JSON.stringify(body)))
const text = (call: ProviderCall): string => JSON.stringify(bodies(call))

test('Responses: one developer message with a part a document, breakpoints at the marks, nothing stored', () => {
  const [body] = bodies(
    callWith({
      plan: marksPlan({ blockIndex: 1, ttl: '12h' }, { blockIndex: 2, ttl: '30m' }),
      cache: { scope: 'space-hash', model: breakpoints, previousResponseId: 'resp_1' },
    }),
  )
  expect(body).toEqual({
    model: 'gpt-6-luna',
    store: false,
    stream: true,
    max_output_tokens: 1000,
    prompt_cache_key: 'space-hash',
    prompt_cache_options: { mode: 'explicit', ttl: '12h', comparison_response_id: 'resp_1' },
    tools: [
      {
        type: 'function',
        name: 'search',
        description: 'Does search.',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
    ],
    input: [
      {
        role: 'developer',
        content: [
          { type: 'input_text', text: 'Be brief.', prompt_cache_breakpoint: breakpoint },
          {
            type: 'input_text',
            text: 'A document.',
            prompt_cache_breakpoint: { mode: 'explicit', ttl: '30m' },
          },
        ],
      },
      { role: 'user', content: [{ type: 'input_text', text: 'First?' }] },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Fix this.' }] },
    ],
  })
})

test('Chat Completions: the same in its own words, thirty minutes alone, no diagnostics', () => {
  const [, body] = bodies(
    callWith({
      plan: marksPlan({ blockIndex: 5, ttl: '12h' }),
      cache: { scope: 'space-hash', model: breakpoints, previousResponseId: 'resp_1' },
    }),
  )
  expect(body).toEqual({
    model: 'gpt-6-luna',
    store: false,
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: 1000,
    prompt_cache_key: 'space-hash',
    prompt_cache_options: { mode: 'explicit', ttl: '30m' },
    tools: [
      {
        type: 'function',
        function: {
          name: 'search',
          description: 'Does search.',
          parameters: { type: 'object', properties: {} },
        },
      },
    ],
    messages: [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be brief.' },
          { type: 'text', text: 'A document.' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'First?' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.', prompt_cache_breakpoint: breakpoint }] },
      { role: 'user', content: [{ type: 'text', text: 'Fix this.' }] },
    ],
  })
})

test('a mark that its block cannot hold moves to the block before, and one on a tool is left out', () => {
  const marked = (blockIndex: number): unknown =>
    toResponsesRequest(callWith({ plan: marksPlan({ blockIndex, ttl: '30m' }) })).input
  expect(marked(5)).toContainEqual({
    role: 'user',
    content: [{ type: 'input_text', text: 'First?', prompt_cache_breakpoint: breakpoint }],
  })
  expect(JSON.stringify(marked(3))).toContain('"text":"A document.","prompt_cache_breakpoint"')
  expect(JSON.stringify(marked(0))).not.toContain('prompt_cache_breakpoint')
})

test('a plan for no caching switches the implicit breakpoint off and sets none', () => {
  for (const plan of [
    noCaching,
    { ...marksPlan({ blockIndex: 2, ttl: '30m' }), mode: 'none' } satisfies CachePlan,
  ]) {
    expect(bodies(callWith({ plan }))).toMatchObject([
      { prompt_cache_options: { mode: 'explicit' } },
      { prompt_cache_options: { mode: 'explicit' } },
    ])
    expect(text(callWith({ plan }))).not.toMatch(/breakpoint|"ttl"/)
  }
})

test.each([
  ['a model that the table calls automatic', 'gpt-5.5', automatic],
  ['an unknown model before 5.6', 'gpt-5.2', undefined],
  ['an unknown model without a version in its id', 'nova-9', undefined],
  ['an older model with a dated id', 'gpt-5.2-2026-07-01', undefined],
])('%s gets the key and no field that it would answer with 400', (_name, model, caching) => {
  const call = testCall({
    model,
    prompt: callWith({}).prompt,
    plan: marksPlan({ blockIndex: 2, ttl: '30m' }),
    cache: { scope: 's', previousResponseId: 'resp_1', ...(caching === undefined ? {} : { model: caching }) },
  })
  expect(text(call)).not.toMatch(
    /prompt_cache_options|prompt_cache_breakpoint|prompt_cache_retention|comparison/,
  )
  expect(bodies(call)).toMatchObject([{ prompt_cache_key: 's' }, { prompt_cache_key: 's' }])
})

test.each(['gpt-5.6', 'gpt-5.10', 'gpt-6.1', 'gpt-12.0', 'gpt-7', 'gpt-6.2-terra', 'gpt-6-luna-2026-10-01'])(
  '%s is new by its version',
  (model) => {
    const call = testCall({
      model,
      prompt: callWith({}).prompt,
      plan: marksPlan({ blockIndex: 2, ttl: '30m' }),
    })
    expect(bodies(call)).toMatchObject([
      { prompt_cache_options: { mode: 'explicit', ttl: '30m' } },
      { prompt_cache_options: { mode: 'explicit', ttl: '30m' } },
    ])
  },
)

test('retention is asked for only when the plan wants it and the model has it', () => {
  const plan: CachePlan = { mode: 'automatic', marks: [], ttl: '24h', reason: '' }
  expect(bodies(callWith({ plan, model: 'gpt-5.4' }, automatic))).toMatchObject([
    { prompt_cache_retention: '24h' },
    { prompt_cache_retention: '24h' },
  ])
  for (const call of [
    callWith({ plan, model: 'gpt-4o' }, { ...automatic, lifetimes: [] }),
    callWith({ plan: { ...plan, ttl: undefined } }, automatic),
    callWith({ plan }),
  ])
    expect(text(call)).not.toContain('retention')
})

test('a pre-warm has the bytes of the prefix and none of the Command', () => {
  const call = callWith({ plan: marksPlan({ blockIndex: 2, ttl: '30m' }) })
  const run = toResponsesRequest(call)
  const warm = toPrewarmRequest(call)
  expect(JSON.stringify(warm?.input)).toBe(
    JSON.stringify(Array.isArray(run.input) ? run.input.slice(0, -1) : undefined),
  )
  expect(warm).toMatchObject({
    stream: false,
    store: false,
    prompt_cache_key: 'space-hash',
    prompt_cache_options: { mode: 'explicit', ttl: '30m', prewarm: true },
  })
  expect(JSON.stringify(warm?.tools)).toBe(JSON.stringify(run.tools))
})

test('the Responses API takes no fewer than 16 output tokens', () => {
  expect(bodies(callWith({ maxOutputTokens: 1 }))).toMatchObject([
    { max_output_tokens: 16 },
    { max_completion_tokens: 1 },
  ])
})
