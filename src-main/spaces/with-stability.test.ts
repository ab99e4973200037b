import { expect, test } from 'vitest'
import { stabilitySchema, withStability, type Stability } from './with-stability.ts'

const page = (title: string, text: string) => ({ title, text })
const editsOf = (result: ReturnType<typeof withStability>) => result.documents.map(({ edits }) => edits)

test('only another content counts, and what was seen survives being written down', () => {
  let previous: Stability = {}
  const seen = (...documents: { title: string; text: string }[]) => {
    const result = withStability(documents, previous)
    previous = stabilitySchema.parse(JSON.parse(JSON.stringify(result.next)))
    return editsOf(result)
  }
  expect(seen(page('A', 'a'), page('B', 'b'))).toEqual([0, 0])
  expect(seen(page('B', 'b'), page('A', 'a'))).toEqual([0, 0])
  expect(seen(page('A', 'a'), page('B', 'b2'))).toEqual([0, 1])
  expect(seen(page('A', 'a'))).toEqual([0])
  expect(seen(page('A', 'a'), page('B', 'b2'), page('C', 'c'))).toEqual([0, 1, 1])
  expect(seen(page('A', 'a'), page('B', 'b'))).toEqual([0, 2])
})

test('what joins a folder later goes behind what was there, and a renamed file keeps its count', () => {
  const first = withStability([page('A', 'a'), page('B', 'b')], {})
  const edited = withStability([page('A', 'a'), page('B', 'b2')], first.next)
  const renamed = withStability(
    [page('000', 'new'), page('A', 'a'), page('C', 'b2')],
    withStability(
      [page('A', 'a'), page('B', 'b2')],
      withStability([page('A', 'a'), page('B', 'b3')], edited.next).next,
    ).next,
  )
  expect(editsOf(renamed)).toEqual([1, 0, 3])
  expect(editsOf(withStability([page('000', 'new'), page('A', 'a'), page('C', 'b2')], renamed.next))).toEqual(
    [1, 0, 3],
  )
  expect(editsOf(withStability([page('B', 'b2')], renamed.next))).toEqual([3])
})

test('a file that is copied is new, and of two files of one text only one is the renamed', () => {
  const { next } = withStability([page('A', 'a'), page('B', 'b')], {})
  expect(editsOf(withStability([page('A', 'a'), page('A copy', 'a'), page('B', 'b')], next))).toEqual([
    0, 1, 0,
  ])
  expect(editsOf(withStability([page('One', 'a'), page('Two', 'a'), page('B', 'b')], next))).toEqual([
    0, 1, 0,
  ])
})

test('documents of one title count as one, in whatever order they come', () => {
  const { next } = withStability([page('A', 'text'), page('A', 'markdown')], {})
  expect(editsOf(withStability([page('A', 'markdown'), page('A', 'text')], next))).toEqual([0, 0])
  expect(editsOf(withStability([page('A', 'markdown'), page('A', 'text 2')], next))).toEqual([1, 1])
})

test('titles that are names of built-in properties are titles', () => {
  const documents = ['__proto__', 'constructor', 'toString'].map((title) => page(title, 'a'))
  expect(editsOf(withStability(documents, withStability(documents, {}).next))).toEqual([0, 0, 0])
})

test('files that are gone are remembered, though not without end', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => page(`Page ${index}`, 'a'))
  const { next } = withStability([page('New', 'a')], withStability(many, {}).next)
  expect(Object.keys(next).length).toBe(1_001)
})
