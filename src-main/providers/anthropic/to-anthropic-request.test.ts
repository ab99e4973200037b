import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { checkBlocks } from '../practice/prefix-blocks.ts'
import { marksPlan, noCaching, testCall, textBlock, toolBlock, turnBlock } from '../test-call.ts'
import { toAnthropicRequest, toPrewarmRequest } from './to-anthropic-request.ts'

const prefix: readonly PromptBlock[] = [
  toolBlock('alpha', { type: 'object', properties: { b: { type: 'string' }, a: { type: 'number' } } }),
  toolBlock('beta'),
  textBlock('system', 'Be brief.'),
  textBlock('space', ''),
  textBlock('space', 'A document.'),
  turnBlock('user', 'First question.'),
  turnBlock('assistant', 'First'),
  turnBlock('assistant', 'answer.'),
]
const dynamic = textBlock('dynamic', 'And now?')
const full = testCall({ prompt: { prefix, dynamic, breakpoints: [1, 4, 7] } })
const text = (value: string, ttl?: string): unknown => ({
  type: 'text',
  text: value,
  ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl } }),
})

test('tools, system, turns and the dynamic segment each go where they belong, with the marks of the plan', () => {
  const plan = marksPlan(
    { blockIndex: 1, ttl: '1h' },
    { blockIndex: 4, ttl: '5m' },
    { blockIndex: 7, ttl: '5m' },
  )
  expect(toAnthropicRequest({ ...full, plan })).toEqual({
    model: 'claude-haiku-5-5',
    max_tokens: 1000,
    stream: true,
    tools: [
      {
        name: 'alpha',
        description: 'Does alpha.',
        input_schema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'string' } } },
      },
      {
        name: 'beta',
        description: 'Does beta.',
        input_schema: { type: 'object', properties: {} },
        cache_control: { type: 'ephemeral', ttl: '1h' },
      },
    ],
    system: [text('Be brief.'), text('A document.', '5m')],
    messages: [
      { role: 'user', content: [text('First question.')] },
      { role: 'assistant', content: [text('First'), text('answer.', '5m')] },
      { role: 'user', content: [text('And now?')] },
    ],
  })
})

test('a user turn without an answer and the dynamic segment make one message', () => {
  const { messages } = toAnthropicRequest(
    testCall({ prompt: { prefix: [turnBlock('user', 'One')], dynamic, breakpoints: [] } }),
  )
  expect(messages).toEqual([{ role: 'user', content: [text('One'), text('And now?')] }])
})

test('without caching nothing is marked, whatever marks the plan still carries', () => {
  const marks = [{ blockIndex: 4, ttl: '5m' as const }]
  for (const mode of ['none', 'automatic', 'explicit'] as const)
    expect(
      JSON.stringify(toAnthropicRequest({ ...full, plan: { ...noCaching, mode, marks } })),
    ).not.toContain('cache_control')
})

test('without a prefix there is no system and no tools; a blank block is neither sent nor marked', () => {
  for (const blank of [[], [textBlock('space', '')], [textBlock('space', ' \n')]]) {
    const request = toAnthropicRequest(
      testCall({
        prompt: { prefix: blank, dynamic, breakpoints: [] },
        plan: marksPlan({ blockIndex: 0, ttl: '1h' }),
      }),
    )
    expect(request).not.toHaveProperty('system')
    expect(request).not.toHaveProperty('tools')
  }
})

test('a pre-warm has the bytes of the run up to the last turn, no output, no stream and no dynamic text', () => {
  const plan = marksPlan({ blockIndex: 4, ttl: '1h' })
  const run = toAnthropicRequest({ ...full, plan })
  const prewarm = toPrewarmRequest({ ...full, plan })
  expect(prewarm).toEqual({
    model: run.model,
    max_tokens: 0,
    tools: run.tools,
    system: run.system,
    messages: [...run.messages.slice(0, -1), { role: 'user', content: [text('warmup')] }],
  })
  expect(JSON.stringify(prewarm)).not.toContain('And now?')
})

test('a pre-warm that would warm nothing is none', () => {
  expect(toPrewarmRequest(full)).toBeUndefined()
  expect(toPrewarmRequest({ ...full, plan: marksPlan({ blockIndex: 3, ttl: '5m' }) })).toBeUndefined()
})

const blockArbitrary: fc.Arbitrary<PromptBlock> = fc.oneof(
  fc.string({ maxLength: 3 }).map((name) => toolBlock(name)),
  fc
    .tuple(fc.constantFrom('system' as const, 'space' as const), fc.string({ maxLength: 2 }))
    .map(([segment, words]) => textBlock(segment, words)),
  fc
    .tuple(fc.constantFrom('user' as const, 'assistant' as const), fc.string({ maxLength: 2 }))
    .map(([role, words]) => turnBlock(role, words)),
)
const ttlArbitrary = fc.constantFrom<CacheTtl[]>('5m', '30m', '1h', '12h', '24h')

interface Marked {
  text?: string
  cache_control?: { ttl: '5m' | '1h' }
}

test('no plan makes a request that breaks Anthropic’s rules, and the dynamic segment is never marked', () => {
  const marks = fc.array(fc.record({ blockIndex: fc.integer({ min: -1, max: 12 }), ttl: ttlArbitrary }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(fc.array(blockArbitrary, { maxLength: 10 }), marks, (blocks, chosen) => {
      const request = toAnthropicRequest(
        testCall({ prompt: { prefix: blocks, dynamic, breakpoints: [] }, plan: marksPlan(...chosen) }),
      )
      const contents = request.messages.flatMap(({ content }): Marked[] =>
        typeof content === 'string' ? [{ text: content }] : (content as Marked[]),
      )
      const wire: Marked[] = [
        ...((request.tools ?? []) as Marked[]),
        ...((request.system ?? []) as Marked[]),
        ...contents,
      ]
      checkBlocks(
        wire.map((block) => ({
          hash: '',
          tokens: 1,
          mark: block.cache_control?.ttl,
          empty: block.text === '',
        })),
      )
      expect(wire.every((block) => block.text?.trim() !== '')).toBe(true)
      expect(contents.at(-1)).toEqual({ type: 'text', text: 'And now?' })
      expect(request).not.toHaveProperty('cache_control')
      const roles = request.messages.map(({ role }) => role)
      expect(roles.every((role, index) => role !== roles[index - 1])).toBe(true)
    }),
  )
})
