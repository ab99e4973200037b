import { expect, test } from 'vitest'
import { usesAnswerCache } from './uses-answer-cache.ts'

const useOf = (headers: Readonly<Record<string, string>>, hasCacheFields = false) =>
  usesAnswerCache({ hasCacheFields, header: (name) => headers[name] })

test('plain requests use it; those that manage the vendor’s cache want the vendor', () => {
  expect([useOf({}), useOf({}, true)]).toEqual(['on', 'off'])
})

test.each([
  [{ 'x-answer-cache': 'on' }, 'on'],
  [{ 'x-answer-cache': ' Refresh ' }, 'refresh'],
  [{ 'x-answer-cache': 'off' }, 'off'],
  [{ 'x-answer-cache': 'on', 'cache-control': 'no-store' }, 'on'],
  [{ 'cache-control': 'max-age=0, No-Store' }, 'off'],
  [{ 'cache-control': 'no-cache, no-store' }, 'off'],
  [{ 'cache-control': 'no-cache' }, 'refresh'],
])('%j means %s, whatever the body holds', (headers, use) => {
  expect([useOf(headers), useOf(headers, true)]).toEqual([use, use])
})

test('other directives of cache-control say nothing about it', () => {
  expect([useOf({ 'cache-control': 'max-age=0' }), useOf({ 'cache-control': 'private' }, true)]).toEqual([
    'on',
    'off',
  ])
})

test.each(['', 'yes', 'on, off', 'none'])('x-answer-cache: %j is refused by name', (value) => {
  expect(() => useOf({ 'x-answer-cache': value })).toThrow(
    expect.objectContaining({ status: 400, options: { param: 'x-answer-cache' } }) as Error,
  )
})
