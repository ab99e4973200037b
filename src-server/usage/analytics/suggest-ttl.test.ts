import { expect, test } from 'vitest'
import shipped from '../../../resources/models.json' with { type: 'json' }
import { findModel } from '../../../src-shared/pricing/find-price.ts'
import { modelTableSchema } from '../../../src-shared/pricing/price-table.ts'
import { fewestGaps, suggestTtl } from './suggest-ttl.ts'

const table = modelTableSchema.parse(shipped)
const day = '2026-11-21'
const gaps = (minutes: number, count = fewestGaps) => Array.from({ length: count }, () => minutes * 60_000)
const of = (provider: string, model: string, seen: readonly number[]) =>
  suggestTtl(seen, findModel(table, provider, model), day)

test('too few gaps, an unknown model and a price to come are told as unknown, not as "no marks"', () => {
  expect(of('anthropic', 'claude-opus-5', gaps(1, fewestGaps - 1))).toMatchObject({
    suggestion: null,
    samples: fewestGaps - 1,
  })
  expect(of('anthropic', 'no-such-model', gaps(1)).suggestion).toBeNull()
  expect(
    suggestTtl(gaps(1), findModel(table, 'anthropic', 'claude-opus-5'), '2020-01-01').suggestion,
  ).toBeNull()
})

test('vendors that cache by themselves need no marks', () => {
  expect(of('openai', 'gpt-4o', [])).toMatchObject({ suggestion: 'none', expectedSavingPercent: 0 })
  expect(of('gemini', 'gemini-2.5-flash', [])).toMatchObject({ suggestion: 'none', expectedSavingPercent: 0 })
})

test('the dearer lifetime is not suggested where the cheaper one serves as well', () => {
  expect(of('anthropic', 'claude-opus-5', gaps(5))).toMatchObject({
    suggestion: '5m',
    expectedSavingPercent: 90,
  })
  expect(of('anthropic', 'claude-opus-5', gaps(60)).suggestion).toBe('1h')
  expect(of('openai', 'gpt-6.1-terra', gaps(30)).suggestion).toBe('30m')
  expect(of('openai', 'gpt-6.1-terra', gaps(31)).suggestion).toBe('none')
})

test('the reason tells what each lifetime would have cost', () => {
  expect(of('anthropic', 'claude-opus-5', gaps(30)).reason).toContain('5m 25 % more, 1h 90 % less')
})
