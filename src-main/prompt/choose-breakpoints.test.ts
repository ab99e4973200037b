import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ComposedPrompt, ToolDefinition } from '../../src-shared/composed-prompt.ts'
import { composePrompt, type PromptDocument, type PromptTurn } from './compose-prompt.ts'

const task = {
  template: 'Fix it. {{SELECTED_TEXT}}',
  text: 'teh',
  instructions: '',
  targetLanguage: 'English',
}
const tool: ToolDefinition = {
  name: 'look_up',
  description: 'Looks a word up.',
  parameters: { type: 'object' },
}
const turns: readonly PromptTurn[] = [
  { role: 'user', text: 'Shorten it.' },
  { role: 'assistant', text: 'Short.' },
]

const page = (title: string, edits = 0, tokens = 4_000): PromptDocument => ({
  title,
  text: `Text of ${title}`,
  tokens,
  edits,
})
const pages = (count: number): PromptDocument[] =>
  Array.from({ length: count }, (_, index) => page(`Page ${String(index).padStart(3, '0')}`))
/** What each breakpoint stands behind, as a person calls it. */
const named = ({ prefix, breakpoints }: ComposedPrompt): string[] =>
  breakpoints.map((index) => prefix[index]?.label ?? prefix[index]?.segment ?? '')

const documents = fc.array(
  fc.record({
    title: fc.string({ minLength: 1 }),
    text: fc.string({ minLength: 1 }),
    tokens: fc.nat({ max: 100_000 }),
    edits: fc.nat({ max: 9 }),
  }),
  { maxLength: 60 },
)

test('at most four breakpoints, ascending, in range, and the last one ends the prefix', () => {
  fc.assert(
    fc.property(documents, fc.boolean(), fc.nat({ max: 4 }), (list, hasTool, turnCount) => {
      const options = {
        tools: hasTool ? [tool] : [],
        turns: Array.from(
          { length: turnCount },
          (_, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', text: `Turn ${index}` }) as const,
        ),
      }
      const { prefix, breakpoints } = composePrompt(list, task, options)
      expect(breakpoints.length).toBeLessThanOrEqual(4)
      expect(breakpoints).toEqual([...new Set(breakpoints)].sort((one, other) => one - other))
      expect(breakpoints[0]).toBeGreaterThanOrEqual(0)
      expect(breakpoints.at(-1)).toBe(prefix.length - 1)
      if (hasTool) expect(breakpoints).toContain(0)
      if (list.length > 0) expect(breakpoints).toContain((hasTool ? 1 : 0) + list.length)
    }),
  )
})

test('without documents the parts that others share are marked', () => {
  expect(named(composePrompt([], task))).toEqual(['system'])
  expect(named(composePrompt([], task, { tools: [tool], turns }))).toEqual(['look_up', 'system', 'Turn 2'])
})

test('stability groups end with a breakpoint, and the document that changes most stands behind one', () => {
  const groups = [page('A'), page('B'), page('C', 1), page('D', 2), page('E', 3), page('F', 9)]
  expect(named(composePrompt(groups, task))).toEqual(['B', 'D', 'E', 'F'])
})

test('a group that is next to nothing gives its breakpoint to a place that spares more', () => {
  const groups = [
    page('A', 0, 10),
    page('B', 1, 40_000),
    page('C', 2, 40_000),
    page('D', 2, 40_000),
    page('E', 2, 4_000),
  ]
  expect(named(composePrompt(groups, task))).not.toContain('A')
})

test('a Space without any history keeps its middle and all but its last document', () => {
  expect(named(composePrompt(pages(10), task))).toEqual(['Page 003', 'Page 005', 'Page 008', 'Page 009'])
})

test('tools and a conversation take two of the four, and the Space still ends with one', () => {
  const labels = named(composePrompt([page('A'), page('B'), page('C', 5)], task, { tools: [tool], turns }))
  expect(labels).toEqual(['look_up', 'B', 'C', 'Turn 2'])
})

/** Tokens that an edit makes a run write again, by Anthropic's rule: entries at breakpoints, found up to 20 blocks back. */
function rewritten(before: ComposedPrompt, after: ComposedPrompt): number {
  const common = after.prefix.findIndex((block, index) => block.hash !== before.prefix[index]?.hash)
  const entries = new Set(before.breakpoints.filter((index) => index < common))
  const found = after.breakpoints
    .flatMap((index) => Array.from({ length: 20 }, (_, back) => index - back))
    .filter((index) => entries.has(index))
  const hit = Math.max(-1, ...found)
  return after.prefix.slice(hit + 1).reduce((sum, { tokens }) => sum + tokens, 0)
}

test('in a Space beyond the lookback, what stands before an edit is still found: no edit writes everything again', () => {
  const list = pages(100)
  const before = composePrompt(list, task)
  const total = before.prefix.reduce((sum, { tokens }) => sum + tokens, 0)
  const first = (before.breakpoints[0] ?? 0) - 1
  const shares = list.slice(first + 1).map((edited) => {
    const after = list.map((document) =>
      document === edited ? { ...edited, text: 'Another text', tokens: 3_500, edits: 1 } : document,
    )
    return rewritten(before, composePrompt(after, task)) / total
  })
  // The first breakpoint alone keeps this much, wherever behind it the edit was.
  expect(Math.max(...shares)).toBeLessThan(0.8)
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.6)
})

test('the fewest tokens are written again when the document that changes most is edited, whatever the history', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 40 }), (history) => {
      const list = history.map((edits, index) => page(`Page ${String(index).padStart(2, '0')}`, edits))
      const before = composePrompt(list, task)
      const last = before.prefix.at(-1)?.label
      const after = list.map((document) =>
        document.title === last
          ? { ...document, text: 'Another text', edits: (document.edits ?? 0) + 1 }
          : document,
      )
      expect(rewritten(before, composePrompt(after, task))).toBe(4_016)
    }),
  )
})
