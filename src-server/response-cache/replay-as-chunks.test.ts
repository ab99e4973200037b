import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatChunk, ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'
import { collectCompletion } from './collect-completion.ts'
import { isFinished } from './is-finished.ts'
import { replayAsChunks } from './replay-as-chunks.ts'

const name = fc.stringMatching(/^x_[a-z]{1,8}$/)
const extras = fc.dictionary(
  name,
  fc
    .jsonValue({ maxDepth: 2 })
    .map((value) => JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"')) as unknown),
  { maxKeys: 3 },
)
/** At the top, null says nothing. */
const topExtras = extras.map((fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
)
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'grapheme', minLength: 8_000, maxLength: 9_000 })
      .map((piece) => piece + piece + piece),
  },
)
const toolCall = fc.record(
  {
    id: fc.string(),
    type: fc.constant('function' as const),
    function: fc.record({ name: fc.string(), arguments: fc.json() }),
    extra_content: fc.record({ google: fc.record({ thought_signature: fc.string() }) }),
  },
  { requiredKeys: ['id', 'type', 'function'] },
)
const message = fc
  .tuple(
    extras,
    fc.record(
      {
        content: fc.option(text),
        tool_calls: fc.array(toolCall, { minLength: 1, maxLength: 3 }),
        refusal: fc.option(fc.string()),
        reasoning_content: fc.string(),
      },
      { requiredKeys: ['content'] },
    ),
  )
  .map(([more, known]) => ({ ...more, role: 'assistant' as const, ...known }))
const logprobs = fc.option(
  fc.record({
    content: fc.option(
      fc.array(
        fc.record({ token: fc.string(), logprob: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
      ),
    ),
    refusal: fc.constant(null),
  }),
)
const choice = fc.record(
  {
    message,
    finish_reason: fc.constantFrom('stop' as const, 'length' as const, 'tool_calls' as const, null),
    logprobs,
  },
  { requiredKeys: ['message', 'finish_reason'] },
)
const completion: fc.Arbitrary<ChatCompletion> = fc
  .tuple(topExtras, fc.string(), fc.nat(), fc.string(), fc.array(choice, { minLength: 1, maxLength: 3 }))
  .map(([more, id, created, model, choices]) => ({
    ...more,
    id,
    object: 'chat.completion',
    created,
    model,
    system_fingerprint: 'fp',
    choices: choices.map((one, index) => ({ ...one, index })),
  }))

test('an answer that is streamed again is the answer that was kept', () => {
  fc.assert(
    fc.property(completion, (kept) => {
      const before = structuredClone(kept)
      const sent = replayAsChunks(kept).map((chunk) => JSON.parse(JSON.stringify(chunk)) as ChatChunk)
      expect(collectCompletion(sent)).toEqual(JSON.parse(JSON.stringify(kept)))
      expect(kept).toEqual(before)
    }),
    { numRuns: 300 },
  )
})

const whole: ChatCompletion = {
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, prompt_tokens_details: {} },
  metadata: { cached: false, provider: 'p', request_id: 'r' },
  choices: [
    { index: 0, message: { role: 'assistant', content: '🌍'.repeat(20_000) }, finish_reason: 'stop' },
  ],
}

test('a client sees the role first, text that is cut between characters alone, and the end once and last', () => {
  const deltas = replayAsChunks(whole).map(({ choices }) => choices[0])
  expect(deltas[0]?.delta).toEqual({ role: 'assistant', content: '' })
  const pieces = deltas.slice(1, -1).map((part) => part?.delta.content ?? '')
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.every((piece) => piece.length <= 16_384 && /^(🌍)+$/u.test(piece))).toBe(true)
  expect(deltas.map((part) => part?.finish_reason)).toEqual([...deltas.slice(0, -1).map(() => null), 'stop'])
})

test('usage and metadata are those of the request that is answered, never of the one that was kept', () => {
  const sent = JSON.stringify(replayAsChunks(whole))
  expect(sent).not.toMatch(/prompt_tokens|request_id/)
  expect(collectCompletion(replayAsChunks(whole))).not.toHaveProperty('usage')
})

const chunk = (choices: ChatChunk['choices'], more: object = {}): ChatChunk => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  ...more,
  choices,
})

test('what vendors stream piece by piece is joined: tool calls by index, reasoning, several choices, repeated ids and roles', () => {
  const collected = collectCompletion([
    chunk([{ index: 1, delta: { role: 'assistant', content: 'B' }, finish_reason: null }], {
      obfuscation: 'xyz',
    }),
    chunk([{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, finish_reason: null }]),
    chunk([{ index: 0, delta: { role: 'assistant', reasoning_content: 'I th' }, finish_reason: null }]),
    chunk([{ index: 0, delta: { reasoning_content: 'ink' }, finish_reason: null }]),
    chunk([
      {
        index: 0,
        delta: {
          tool_calls: [{ index: 1, id: 'second', type: 'function', function: { name: 'g', arguments: '{' } }],
        },
        finish_reason: null,
      },
    ]),
    chunk([
      {
        index: 0,
        delta: {
          tool_calls: [
            { index: 0, id: 'first', type: 'function', function: { name: 'f' } },
            { index: 1, id: 'second', function: { name: 'g', arguments: '}' } },
          ],
        },
        finish_reason: null,
      },
    ]),
    chunk([{ index: 1, delta: { content: '!' }, finish_reason: 'stop' }]),
    chunk([{ index: 0, delta: {}, finish_reason: 'tool_calls' }]),
    chunk([], {
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, prompt_tokens_details: {} },
    }),
  ])
  const calls = [
    { id: 'first', type: 'function', function: { name: 'f', arguments: '' } },
    { id: 'second', type: 'function', function: { name: 'g', arguments: '{}' } },
  ]
  expect(collected).toEqual({
    id: 'c',
    object: 'chat.completion',
    created: 7,
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: '',
          refusal: null,
          reasoning_content: 'I think',
          tool_calls: calls,
        },
        finish_reason: 'tool_calls',
      },
      { index: 1, message: { role: 'assistant', content: 'B!' }, finish_reason: 'stop' },
    ],
  })
})

test('a stream that was cut is known by its end', () => {
  const cut = collectCompletion([chunk([{ index: 0, delta: { content: 'Hel' }, finish_reason: null }])])
  expect(isFinished(cut)).toBe(false)
  expect(isFinished(collectCompletion([chunk([])]))).toBe(false)
  expect(isFinished(whole)).toBe(true)
})
