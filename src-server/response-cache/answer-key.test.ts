import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { answerKey } from './answer-key.ts'

const body = { model: 'alias', messages: [{ role: 'user', content: 'Hello' }], temperature: 0.5 }
const input = { scope: 'u1', provider: 'anthropic', model: 'claude-haiku-5-5', body }
const keyOf = (changed: object) => answerKey({ ...input, body: { ...body, ...changed } })

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, entry]) => [name, shuffled(entry)]),
  )
}

test('the order of keys, the alias of the model and how the answer travels make no difference', () => {
  expect(keyOf({})).toBe(
    answerKey({
      ...input,
      body: shuffled({
        ...body,
        model: 'other alias',
        stream: true,
        stream_options: { include_usage: true },
        seed: undefined,
      }) as typeof body,
    }),
  )
})

test.each([
  ['a field that nobody knows', { later_extension: { depth: 1 } }],
  ['null for absent', { seed: null }],
  ['another temperature', { temperature: 0.50001 }],
  ['a limit', { max_tokens: 100 }],
  ['a mark', { messages: [{ role: 'user', content: 'Hello', cache_control: { type: 'ephemeral' } }] }],
  ['the text as a part', { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] }],
  ['other white space', { messages: [{ role: 'user', content: 'Hello ' }] }],
  ['a stream of its own deeper down', { metadata: { stream: true } }],
])('%s asks for another answer', (_, changed) => {
  expect(keyOf(changed)).not.toBe(keyOf({}))
})

test('users, vendors and models are kept apart, whatever their names hold', () => {
  const keys = [
    input,
    { ...input, scope: 'u2' },
    { ...input, provider: 'openai' },
    { ...input, model: 'claude-sonnet-5-5' },
    { ...input, scope: 'u1anthropic', provider: '' },
  ].map(answerKey)
  expect(new Set(keys).size).toBe(keys.length)
})

test('two bodies have one key exactly when they are the same but for the order of keys', () => {
  const value = fc
    .jsonValue({ maxDepth: 3, stringUnit: 'binary' })
    .map((random) => JSON.parse(JSON.stringify(random)) as unknown)
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(keyOf({ one: shuffled(one) })).toBe(keyOf({ one }))
      expect(keyOf({ one }) === keyOf({ one: other })).toBe(isDeepStrictEqual(one, other))
    }),
    { numRuns: 200 },
  )
})

test('no text can pretend to be several values, or a value of another kind', () => {
  const keys = [
    ['x"y'],
    ['x', 'y'],
    ['x1"y'],
    ['1"x', 'y'],
    ['x'],
    [['x']],
    'x',
    { x: 'y' },
    ['{1"x1"y}'],
    1,
    '1',
    '1,',
    [1, 1],
    ['1,1'],
    true,
    'true',
    null,
    'null',
    [],
  ].map((x) => keyOf({ x }))
  expect(new Set(keys).size).toBe(keys.length)
})

test('halves of surrogate pairs and a field called __proto__ are told apart', () => {
  const keys = [
    { x: '\uD800' },
    { x: '\uD801' },
    { x: '\uFFFD' },
    JSON.parse('{"x":{"__proto__":{"a":1}}}') as object,
    { x: {} },
  ].map(keyOf)
  expect(new Set(keys).size).toBe(keys.length)
})

test('a body that would exhaust the stack is refused', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
  expect(() => keyOf({ deep })).toThrow(
    expect.objectContaining({ status: 400, code: 'nested_too_deeply' }) as Error,
  )
})
