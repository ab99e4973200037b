import { expect, test } from 'vitest'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import type { ModelCaching } from '../../../src-shared/pricing/price-table.ts'
import type { CacheContext } from '../provider.ts'
import { marksPlan, noCaching, testCall, textBlock, toolBlock, turnBlock } from '../test-call.ts'
import { toGatewayRequest } from './to-gateway-request.ts'

const breakpoints: ModelCaching = {
  control: 'breakpoints',
  lifetimes: ['5m', '1h'],
  explicit: false,
  prewarm: false,
}
const anthropic: CacheContext = { scope: 'rephlo-scope', model: breakpoints, vendor: 'anthropic' }
const openAi: CacheContext = {
  scope: 'rephlo-scope',
  model: { ...breakpoints, lifetimes: ['30m'] },
  vendor: 'openai',
}
const prefix = [
  toolBlock('look_up'),
  textBlock('system', 'Be brief.'),
  textBlock('space', 'Handbook\nline “two”'),
  textBlock('space', ' \n'),
  textBlock('space', 'Prices'),
  turnBlock('user', 'First?'),
  turnBlock('assistant', 'Yes.'),
]
const prompt = { prefix, dynamic: textBlock('dynamic', 'Fix this.'), breakpoints: [0, 4, 6] }
const marked = marksPlan(
  { blockIndex: 0, ttl: '1h' },
  { blockIndex: 4, ttl: '1h' },
  { blockIndex: 6, ttl: '5m' },
)
const requestOf = (change: Parameters<typeof testCall>[0]) =>
  toGatewayRequest(testCall({ prompt, ...change }))

test('a part for each block in the order of the prefix, marks where the plan has them, the dynamic part last', () => {
  const request = requestOf({ plan: marked, cache: anthropic })
  const oneHour = { cache_control: { type: 'ephemeral', ttl: '1h' } }
  expect(request.messages).toEqual([
    {
      role: 'system',
      content: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Handbook\nline “two”' },
        { type: 'text', text: 'Prices', ...oneHour },
      ],
    },
    { role: 'user', content: [{ type: 'text', text: 'First?' }] },
    {
      role: 'assistant',
      content: [{ type: 'text', text: 'Yes.', cache_control: { type: 'ephemeral', ttl: '5m' } }],
    },
    { role: 'user', content: [{ type: 'text', text: 'Fix this.' }] },
  ])
  expect(request.tools).toMatchObject([{ type: 'function', function: { name: 'look_up' }, ...oneHour }])
  expect(request).toMatchObject({ stream: true, stream_options: { include_usage: true }, max_tokens: 1000 })
  expect(request).not.toHaveProperty('prompt_cache_key')
})

test('at OpenAI a mark on a tool goes nowhere, the key routes to the cache, and nothing unmarked is written', () => {
  const request = requestOf({ plan: marked, cache: openAi })
  expect(JSON.stringify(request.tools)).not.toContain('cache_control')
  expect(JSON.stringify(request.messages).match(/"ttl":"30m"/g)).toHaveLength(2)
  expect(request).toMatchObject({
    prompt_cache_key: 'rephlo-scope',
    prompt_cache_options: { mode: 'explicit', ttl: '30m' },
  })
  expect(requestOf({ plan: noCaching, cache: openAi })).toMatchObject({
    prompt_cache_options: { mode: 'explicit' },
  })
})

test('without caching, and where the vendor caches by itself, nothing is marked', () => {
  expect(JSON.stringify(requestOf({ plan: noCaching, cache: anthropic }))).not.toContain('cache_control')
  const automatic = { scope: 's', vendor: 'gemini', model: { ...breakpoints, control: 'automatic' as const } }
  expect(JSON.stringify(requestOf({ plan: marked, cache: automatic }))).not.toMatch(
    /cache_control|prompt_cache/,
  )
})

test('the same prompt gives the same bytes up to the dynamic part, whatever is marked', () => {
  const textsOf = (plan: typeof marked) =>
    requestOf({ plan, cache: anthropic }).messages.map(({ content }) =>
      JSON.stringify(content).replaceAll(/,"cache_control":\{[^}]*\}/g, ''),
    )
  expect(textsOf(marked)).toEqual(textsOf(noCaching))
})

test('the gateway takes every request that is made here, marks and all', () => {
  for (const cache of [anthropic, openAi])
    expect(chatRequestSchema.parse(requestOf({ plan: marked, cache }))).toMatchObject({
      messages: requestOf({ plan: marked, cache }).messages,
    })
})

test('an answer of any length is asked for without a limit', () => {
  expect(toGatewayRequest(testCall({ prompt }), false)).not.toHaveProperty('max_tokens')
})
