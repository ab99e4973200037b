import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readModelList } from './read-model-list.ts'

const cases = join(import.meta.dirname, '../../../e2e/cases/F20-model-lists')
const specimen = (name: string): unknown => JSON.parse(readFileSync(join(cases, name), 'utf8'))

test.each([
  ['array.json', ['a/b', 'c/d']],
  ['null.json', []],
  ['one-bad.json', ['ok']],
])('the case %s is a list', (name, ids) => {
  expect(readModelList(specimen(name))).toEqual(ids)
})

test.each([
  ['OpenAI’s', { object: 'list', data: [{ id: 'b' }, { id: 'a' }, { id: 'b' }] }, ['a', 'b']],
  ['Ollama’s own', { models: [{ name: 'llama3:8b', model: 'llama3:8b' }] }, ['llama3:8b']],
  ['bare ids', { data: ['a', 'b'] }, ['a', 'b']],
  ['bare ids at the top', ['a', ' b ', ''], ['a', 'b']],
  ['a list in a list', { data: { models: [{ id: 'a' }] } }, ['a']],
  ['null beside a list', { data: null, models: [{ id: 'a' }] }, ['a']],
  ['results', { success: true, result: [{ name: '@cf/a' }] }, ['@cf/a']],
  ['odd entries', { data: [null, 1, [], {}, { id: 7 }, { id: '' }, { id: 'a' }] }, ['a']],
  ['an empty list', { object: 'list', data: [] }, []],
  ['a list without a list', { object: 'list' }, []],
  ['null', null, []],
])('%s: the ids, in order, each once', (_shape, body, ids) => {
  expect(readModelList(body)).toEqual(ids)
})

test.each([[{}], [''], ['<html>'], [7], [{ error: { message: 'No' } }], [{ error: 'No', data: null }]])(
  '%j is no list of models',
  (body) => {
    expect(readModelList(body)).toBeUndefined()
  },
)

test('whatever a server says, it is read without a crash, to sorted ids', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (body) => {
      const ids = readModelList(body)
      if (ids !== undefined) expect(ids).toEqual([...new Set(ids)].sort())
    }),
    { numRuns: 300 },
  )
})
