import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProviderCall } from '../providers/provider.ts'
import { answerKey } from './answer-key.ts'

/** Every optional field is there, so that the mutations below reach all of them. */
const call: Required<ProviderCall> & { readonly temperature: number } = {
  model: 'claude-haiku-5-5',
  prompt: {
    prefix: [
      {
        segment: 'tools',
        text: '{}',
        hash: 'h0',
        tokens: 5,
        label: 'search',
        tool: { name: 'search', description: 'Searches.', parameters: { type: 'object' } },
      },
      { segment: 'system', text: 'You help.', hash: 'h1', tokens: 3, label: 'system' },
      { segment: 'conversation', role: 'user', text: 'Hello', hash: 'h2', tokens: 1, label: 'Turn 1' },
    ],
    dynamic: { segment: 'dynamic', text: 'Fix this.', hash: 'h3', tokens: 4, label: 'Fix' },
    breakpoints: [0, 2],
  },
  plan: { mode: 'marks', marks: [{ blockIndex: 1, ttl: '5m' }], ttl: '5m', reason: 'It pays.' },
  cache: {
    scope: 's',
    model: { control: 'breakpoints', lifetimes: ['5m'], explicit: false, prewarm: true },
    previousResponseId: 'msg_1',
    explicitCache: 'cachedContents/1',
  },
  dialect: { openAiApi: 'responses', endpointProfile: 'other' },
  maxOutputTokens: 1_000,
  credentials: { apiKey: 'key', baseUrl: 'https://example.test' },
  task: { commandId: 'fix', text: 'teh', instructions: '' },
  temperature: 0,
}
const question = { keyPrefix: 'home', provider: 'anthropic', call }
const key = answerKey(question)

type Path = readonly (string | number)[]

/** Every place in a value that holds no object, with its path. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, each]) =>
    leaves(each, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

function changed(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}!`
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === name ? changed(each, rest) : each))
  return {
    ...(value as Record<string, unknown>),
    [name]: changed((value as Record<string, unknown>)[name], rest),
  }
}

const keyOf = (value: unknown) => answerKey(value as typeof question)
/** What only says how prompts are cached or is counted by a block's hash. */
const cachingOnly =
  /^call,(plan|cache|credentials,apiKey|prompt,breakpoints|prompt,prefix,\d+,(text|tokens|label)$|prompt,dynamic,(text|tokens|label)$)/

test.each(leaves(question).map((path) => [path.join(','), path] as const))('a change of %s', (name, path) => {
  const isSame = keyOf(changed(question, path)) === key
  expect(isSame).toBe(cachingOnly.test(name))
})

test('a field that is added anywhere makes another key, so that nobody has to remember to name it', () => {
  const places: Path[] = [
    [],
    ['call'],
    ['call', 'plan'],
    ['call', 'cache'],
    ['call', 'credentials'],
    ['call', 'prompt'],
    ['call', 'prompt', 'prefix', 1],
    ['call', 'prompt', 'dynamic'],
    ['call', 'task'],
    ['call', 'dialect'],
  ]
  for (const place of places) {
    expect(keyOf(withField(question, place)), place.join('.')).not.toBe(key)
  }
})

test('more or fewer blocks, or the same in another order, make another key', () => {
  const { prefix } = call.prompt
  for (const other of [prefix.slice(1), [...prefix, ...prefix.slice(0, 1)], prefix.toReversed()]) {
    expect(keyOf({ ...question, call: { ...call, prompt: { ...call.prompt, prefix: other } } })).not.toBe(key)
  }
})

test('the order of fields and absent ones make no difference', () => {
  const reversed = Object.fromEntries(Object.entries(call).reverse())
  expect(keyOf({ ...question, call: { ...reversed, seed: undefined } })).toBe(key)
})

test('no two values are taken for each other: a list is no object, a number no text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const sameJson = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      expect(
        keyOf({ ...question, call: { ...call, extra: one } }) ===
          keyOf({ ...question, call: { ...call, extra: other } }),
      ).toBe(sameJson)
    }),
  )
})

function withField(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return { ...(value as object), somethingNew: 1 }
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === name ? withField(each, rest) : each))
  return {
    ...(value as Record<string, unknown>),
    [name]: withField((value as Record<string, unknown>)[name], rest),
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  )
}
