import * as fs from 'node:fs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPatternMatcher } from './create-pattern-matcher.ts'
import { loadModelTable, loadModelTableWithOverrides } from '../../src-shared/pricing/load-model-table.ts'
import { createModelCatalogue, type CatalogueOptions, type ModelCatalogue } from './model-catalogue.ts'
import { upstreamIds } from './upstream.ts'

const table = loadModelTable()
const day = (iso: string): number => Date.parse(iso)

function open(options: Partial<CatalogueOptions> = {}): ModelCatalogue {
  return createModelCatalogue({
    table,
    configured: new Set(upstreamIds),
    now: () => day('2026-11-21T12:00:00Z'),
    ...options,
  })
}

test('a model is found by its exact id or with its vendor, and by nothing that is merely like it', () => {
  const catalogue = open()
  expect(catalogue.resolve('gpt-6-luna')).toMatchObject({
    upstream: 'openai',
    model: { id: 'gpt-6-luna' },
    price: { input: 100 },
  })
  expect(catalogue.resolve('anthropic/claude-sonnet-5-5')).toBe(catalogue.resolve('claude-sonnet-5-5'))
  // A neighbour's price would be a wrong charge.
  for (const id of [
    'claude-sonnet-5-5-20270101',
    'GPT-6-luna',
    'openai/claude-sonnet-5-5',
    'practice-1',
    'practice/practice-1',
    '__proto__',
    'gpt',
  ]) {
    expect(() => catalogue.resolve(id), id).toThrow(
      expect.objectContaining({ status: 404, code: 'model_not_found' }),
    )
  }
  expect(() => catalogue.resolve('x'.repeat(5000))).toThrow(
    /^The model `x{100}…` does not exist or you do not have access to it\./,
  )
})

test('prices change at midnight UTC, while the server runs', () => {
  let time = day('2026-10-06T23:59:59.999Z')
  const catalogue = open({ now: () => time })
  const read = (): number => catalogue.resolve('claude-sonnet-5-5').price.cacheRead
  expect(read()).toBe(200)
  expect(catalogue.list().find(({ model }) => model.id === 'claude-sonnet-5-5')?.price.cacheRead).toBe(200)
  time += 1
  expect(read()).toBe(100)
  expect(catalogue.list().find(({ model }) => model.id === 'claude-sonnet-5-5')?.price.cacheRead).toBe(100)
})

test('a vendor without a key and a model without a price in force are refused, and not listed', () => {
  const catalogue = open({ configured: new Set(['openai']) })
  expect(() => catalogue.resolve('claude-sonnet-5-5')).toThrow(
    expect.objectContaining({ status: 503, code: 'provider_not_configured' }),
  )
  expect(new Set(catalogue.list().map(({ upstream }) => upstream))).toEqual(new Set(['openai']))
  const early = open({ now: () => day('2025-12-31T00:00:00Z') })
  expect(() => early.resolve('gpt-6-luna')).toThrow(
    expect.objectContaining({
      status: 503,
      code: 'model_without_price',
      options: expect.objectContaining({ headers: { 'x-should-retry': 'false' } }) as unknown,
    }),
  )
  expect(early.list()).toEqual([])
})

test('an id that two vendors have means the one that can be called', () => {
  const shared = {
    ...table,
    gemini: {
      defaultModel: 'gpt-6-luna',
      models: [...(table.gemini?.models ?? []), { ...open().resolve('gpt-6-luna').model, name: 'Other' }],
    },
  }
  expect(open({ table: shared }).resolve('gpt-6-luna').upstream).toBe('openai')
  expect(open({ table: shared, configured: new Set(['gemini']) }).resolve('gpt-6-luna').upstream).toBe(
    'gemini',
  )
  expect(open({ table: shared }).resolve('gemini/gpt-6-luna').upstream).toBe('gemini')
})

test('patterns of a tier fit ids with and without the vendor', () => {
  const catalogue = open()
  const isAllowed = (id: string, patterns: readonly string[]): boolean => catalogue.isAllowed(id, patterns)
  expect(isAllowed('gpt-6-luna', ['gpt-6-luna'])).toBe(true)
  expect(isAllowed('openai/gpt-6-luna', ['GPT-6-*'])).toBe(true)
  expect(isAllowed('gpt-6-luna', ['openai/*'])).toBe(true)
  expect(isAllowed('claude-opus-5-5', ['openai/*', 'claude-sonnet-*', 'opus'])).toBe(false)
  expect(isAllowed('gpt-6-luna', [])).toBe(false)
  expect(isAllowed('gpt-6-luna', ['*'])).toBe(true)
})

test('a pattern matches as the same regular expression would', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', '.', '*', '*'), maxLength: 7 })
  const matches = createPatternMatcher()
  fc.assert(
    fc.property(text, pattern, (candidate, written) => {
      const expected = new RegExp(`^${written.replace(/[-.]/g, '\\$&').replace(/\*/g, '.*')}$`, 'i').test(
        candidate,
      )
      expect(matches(candidate, written)).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

test('the operator’s own models.json adds models and prices; mistakes in it are told, not thrown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-models-'))
  try {
    writeFileSync(
      join(folder, 'models.json'),
      `\uFEFF${JSON.stringify({ openai: { mine: { input: 0.5, output: 2, contextTokens: 1000 }, broken: { input: -1 } } })}`,
    )
    const own = loadModelTableWithOverrides(folder, fs)
    expect(open({ table: own.table }).resolve('openai/mine')).toMatchObject({
      upstream: 'openai',
      price: { input: 500, output: 2000 },
    })
    expect(own.problems).toHaveLength(1)
    writeFileSync(join(folder, 'models.json'), '{')
    expect(loadModelTableWithOverrides(folder, fs)).toMatchObject({
      table,
      problems: [expect.stringContaining('not valid JSON')],
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
