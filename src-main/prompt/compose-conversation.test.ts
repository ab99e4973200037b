import fc from 'fast-check'
import { expect, test } from 'vitest'
import { composePrompt } from './compose-prompt.ts'
import { documents, task } from './__fixtures__/task.ts'

const schema = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string(), fc.integer(), fc.array(fc.dictionary(fc.string(), fc.boolean()))),
)
const tools = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-z_]{1,12}$/), description: fc.string(), parameters: schema }),
  { selector: ({ name }) => name, maxLength: 6 },
)
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      )
    : value
}

test('tools have the same bytes in whatever order they and their keys come', () => {
  fc.assert(
    fc.property(tools, (list) => {
      const shuffled = list.toReversed().map((tool) => ({
        parameters: Object.fromEntries(
          Object.entries(tool.parameters)
            .reverse()
            .map(([key, value]) => [key, reversed(value)]),
        ),
        name: tool.name,
        description: tool.description,
      }))
      const [one, other] = [
        composePrompt([], task, { tools: list }).prefix,
        composePrompt([], task, { tools: shuffled }).prefix,
      ]
      expect(JSON.stringify(other)).toBe(JSON.stringify(one))
      expect(one.slice(0, -1).map(({ label }) => label)).toEqual(list.map(({ name }) => name).sort())
      for (const block of one)
        if (block.segment === 'tools')
          expect(JSON.parse(block.text)).toEqual(JSON.parse(JSON.stringify(block.tool)))
    }),
  )
})

test('line ends and Unicode forms of tools and turns do not matter', () => {
  const composed = (text: string) =>
    composePrompt([], task, {
      tools: [{ name: 'a', description: text, parameters: { description: text } }],
      turns: [{ role: 'user', text }],
    }).prefix
  expect(
    composed('\uFEFFcafe\u0301\r\nb\r\n')
      .map(({ hash }) => hash)
      .slice(1),
  ).toEqual(
    composed('caf\u00e9\nb')
      .map(({ hash }) => hash)
      .slice(1),
  )
  expect(composed('cafe\u0301\r\nb')).toEqual(composed('caf\u00e9\nb'))
})

test('two tools of one name are refused', () => {
  const tool = { name: 'look_up', description: '', parameters: {} }
  expect(() => composePrompt([], task, { tools: [tool, tool] })).toThrow(
    expect.objectContaining({ code: 'bad_input' }),
  )
})

const turns = fc.array(
  fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), text: fc.string() }),
  { maxLength: 12 },
)

test('a conversation that goes on keeps its earlier bytes; roles count, and turns without text are left out', () => {
  fc.assert(
    fc.property(documents, turns, fc.nat(), (list, conversation, length) => {
      const whole = composePrompt(list, task, { turns: conversation }).prefix
      const earlier = composePrompt(
        list,
        { ...task, text: 'another' },
        { turns: conversation.slice(0, length) },
      ).prefix
      expect(whole.slice(0, earlier.length)).toEqual(earlier)
      expect(whole.every(({ text }) => text !== '')).toBe(true)
    }),
  )
  const [user, assistant] = (['user', 'assistant'] as const).map(
    (role) => composePrompt([], task, { turns: [{ role, text: 'Yes.' }] }).prefix[1]?.hash,
  )
  expect(assistant).not.toBe(user)
})
