import { expect, test } from 'vitest'
import { canCompare } from './can-compare.ts'
import { diffWords } from './diff-words.ts'
import { runKeyAction } from './run-keys.ts'
import { appendText } from './text-blocks.ts'

test('blocks joined are the whole text, and closed blocks end at lines', () => {
  const line = `${'word '.repeat(60)}\n`
  const text = line.repeat(700)
  let blocks: readonly string[] = []
  for (let start = 0; start < text.length; start += 37)
    blocks = appendText(blocks, text.slice(start, start + 37))
  expect(blocks.join('')).toBe(text)
  expect(blocks.length).toBeGreaterThan(50)
  expect(blocks.slice(0, -1).every((block) => block.endsWith('\n'))).toBe(true)
})

test('a closed block stays the same object of comparison while text is added', () => {
  const first = appendText([], `${'a'.repeat(2_500)}\nrest`)
  const second = appendText(first, ' more')
  expect(second[0]).toBe(first[0])
  expect(second.at(-1)).toBe('rest more')
})

test('without the inserted words the difference is the old text, without the removed ones the new', () => {
  const before = 'The quick  brown fox.\nEnd'
  const after = 'The slow brown fox!\nEnd.'
  const parts = diffWords(before, after)
  expect(
    parts
      .filter((part) => part.kind !== 'added')
      .map((part) => part.text)
      .join(''),
  ).toBe(before)
  expect(
    parts
      .filter((part) => part.kind !== 'removed')
      .map((part) => part.text)
      .join(''),
  ).toBe(after)
})

test('changes are offered for texts of moderate size alone', () => {
  expect(canCompare('a', 'b')).toBe(true)
  expect(canCompare(' ', 'b')).toBe(false)
  expect(canCompare(undefined, 'b')).toBe(false)
  expect(canCompare('a'.repeat(30_000), 'b'.repeat(30_000))).toBe(false)
})

const done = {
  phase: 'finished',
  whole: true,
  canDeliver: true,
  hasText: true,
  textSelected: false,
  onButton: false,
  inField: false,
  endedForMs: 1_000,
} as const
const press = (key: string, ctrl = false, shift = false) => ({ key, ctrl, shift, repeated: false })

test('Escape stops a run and then leaves it', () => {
  expect(runKeyAction(press('Escape'), { ...done, phase: 'running' })).toBe('stop')
  expect(runKeyAction(press('Escape'), { ...done, phase: 'cancelled' })).toBe('back')
})

test('Enter replaces a whole answer, never half of one, and presses the button that has the focus', () => {
  expect(runKeyAction(press('Enter'), done)).toBe('replace')
  expect(runKeyAction(press('Enter', true), done)).toBe('insert')
  expect(runKeyAction(press('Enter'), { ...done, phase: 'failed' })).toBeUndefined()
  expect(runKeyAction(press('Enter'), { ...done, whole: false })).toBeUndefined()
  expect(runKeyAction(press('Enter', true), { ...done, whole: false })).toBeUndefined()
  expect(runKeyAction(press('Enter'), { ...done, onButton: true })).toBeUndefined()
  expect(runKeyAction(press('Enter'), { ...done, canDeliver: false })).toBe('copy')
})

test('a second Enter right after the first, or one held down, accepts no answer that nobody has seen', () => {
  expect(runKeyAction(press('Enter'), { ...done, endedForMs: 5 })).toBeUndefined()
  expect(runKeyAction(press('Enter', true), { ...done, endedForMs: 399 })).toBeUndefined()
  expect(runKeyAction(press('Enter'), { ...done, canDeliver: false, endedForMs: 5 })).toBeUndefined()
  for (const key of ['Enter', 'Escape'])
    expect(runKeyAction({ ...press(key), repeated: true }, done)).toBeUndefined()
  expect(runKeyAction(press('Enter'), { ...done, endedForMs: 400 })).toBe('replace')
})

test('Ctrl+C copies the answer unless a part of it is selected', () => {
  expect(runKeyAction(press('c', true), done)).toBe('copy')
  expect(runKeyAction(press('c', true), { ...done, textSelected: true })).toBeUndefined()
  expect(runKeyAction(press('C', true, true), { ...done, textSelected: true })).toBe('copy')
})

test('nothing but stopping is possible while a run goes on', () => {
  for (const key of ['Enter', 'r', 'c'])
    expect(runKeyAction(press(key, true), { ...done, phase: 'running' })).toBeUndefined()
})

test('in the follow-up field keys belong to the text; Ctrl+F leads there from a whole answer', () => {
  for (const key of ['Enter', 'r', 'c', 'f'])
    expect(runKeyAction(press(key, true), { ...done, inField: true })).toBeUndefined()
  expect(runKeyAction(press('f', true), done)).toBe('follow-up')
  expect(runKeyAction(press('f', true), { ...done, phase: 'failed' })).toBeUndefined()
  expect(runKeyAction(press('f'), done)).toBeUndefined()
})
