import { expect, test } from 'vitest'
import type { PromptBlock } from '../../src-shared/composed-prompt.ts'
import { costOfEdit, type Edit } from './cost-of-edit.ts'

const block = (label: string, tokens: number, edition = 1): PromptBlock => ({
  segment: 'space',
  label,
  text: label,
  hash: `${label}-${edition}`,
  tokens,
})
const current = [block('Law', 20_000), block('Terms', 17_100), block('Prices', 3_900)]
const edit = (edited: readonly PromptBlock[], change: Partial<Edit> = {}) =>
  costOfEdit({
    current,
    edited,
    breakpoints: [0, 1, 2],
    belief: { warmTokens: 41_000, warmBlocks: 3 },
    writeRate: 1_250,
    ...change,
  })

test('an edit of the last group writes that group again, and says what it costs', () => {
  expect(edit([...current.slice(0, 2), block('Prices', 3_900, 2)])).toEqual({
    totalTokens: 41_000,
    unchangedTokens: 37_100,
    rewrittenTokens: 3_900,
    rewriteCost: 4_875_000,
    losesWarmth: true,
    firstChangedLabel: 'Prices',
  })
})

test('without a breakpoint before the change everything behind the one before it is written again', () => {
  expect(edit([...current.slice(0, 2), block('Prices', 3_900, 2)], { breakpoints: [0, 2] })).toMatchObject({
    unchangedTokens: 20_000,
    rewrittenTokens: 21_000,
  })
  expect(edit([block('Law', 20_500, 2), ...current.slice(1)])).toMatchObject({
    totalTokens: 41_500,
    unchangedTokens: 0,
    rewrittenTokens: 41_500,
    firstChangedLabel: 'Law',
  })
})

test('a document that is added or removed is named', () => {
  expect(edit([...current, block('New', 500)])).toMatchObject({
    unchangedTokens: 41_000,
    rewrittenTokens: 500,
    losesWarmth: false,
    firstChangedLabel: 'New',
  })
  expect(edit(current.slice(0, 2))).toMatchObject({
    unchangedTokens: 37_100,
    rewrittenTokens: 0,
    losesWarmth: true,
    firstChangedLabel: 'Prices',
  })
})

test('an edit that changes nothing costs nothing, even behind the last breakpoint', () => {
  expect(edit([...current], { breakpoints: [0] })).toMatchObject({
    rewrittenTokens: 0,
    rewriteCost: 0,
    losesWarmth: false,
    firstChangedLabel: undefined,
  })
})

test('what is cold is not lost, and an unknown price stays unknown', () => {
  expect(
    edit([block('Law', 1, 2)], { belief: { warmTokens: 0, warmBlocks: 0 }, writeRate: undefined }),
  ).toMatchObject({ losesWarmth: false, rewriteCost: undefined })
})
