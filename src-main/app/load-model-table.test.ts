import * as fs from 'node:fs'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findModel } from '../../src-shared/pricing/find-price.ts'
import { loadModelTable, loadModelTableWithOverrides } from '../../src-shared/pricing/load-model-table.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-models-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (text: string): void => writeFileSync(join(folder, 'models.json'), text)

test('without a file of the person’s own the shipped table holds, and nothing is said', () => {
  expect(loadModelTableWithOverrides(folder, fs)).toEqual({ table: loadModelTable(), problems: [] })
})

test('a file as an editor on Windows saves it is read', () => {
  write('\uFEFF{"openai-compatible": {"qwen3:8b": {"input": 0, "output": 0, "contextTokens": 40960}}}\r\n')
  const { table, problems } = loadModelTableWithOverrides(folder, fs)
  expect(problems).toEqual([])
  expect(findModel(table, 'openai-compatible', 'qwen3:8b')?.prices).toEqual([
    { effectiveFrom: '1970-01-01', input: 0, cacheRead: 0, output: 0 },
  ])
  expect(findModel(table, 'anthropic', 'claude-haiku-5-5')).toEqual(
    findModel(loadModelTable(), 'anthropic', 'claude-haiku-5-5'),
  )
})

test.each([
  ['cut off', '{"openai": {', 'not valid JSON'],
  ['NaN', '{"openai": {"x": {"input": NaN}}}', 'not valid JSON'],
  ['empty', '', 'not valid JSON'],
  ['5 MB', `{"openai": {"x": {"name": "${'x'.repeat(5_000_000)}"}}}`, 'larger than 1 MB'],
])('a file that is %s changes nothing and is told', (_name, text, words) => {
  write(text)
  const { table, problems } = loadModelTableWithOverrides(folder, fs)
  expect(table).toEqual(loadModelTable())
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(words)
})

test('a folder in its place is told, not a crash', () => {
  mkdirSync(join(folder, 'models.json'))
  expect(loadModelTableWithOverrides(folder, fs).problems.join()).toContain('cannot be read')
})

test('a thousand mistakes are told in a few lines, and the one good entry counts', () => {
  const bad = Array.from({ length: 1000 }, (_, index) => [`bad-${index}`, { input: -1 }] as const)
  write(
    JSON.stringify({
      openai: { ...Object.fromEntries(bad), good: { contextTokens: 1000, input: 1, output: 1 } },
    }),
  )
  const { table, problems } = loadModelTableWithOverrides(folder, fs)
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)).toContain('980 more')
  expect(findModel(table, 'openai', 'good')).toBeDefined()
})
