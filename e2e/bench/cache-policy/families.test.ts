import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { comparePolicies } from './compare-policies.ts'
import { families, type FamilyName } from './families.ts'
import { parseTrace } from './parse-trace.ts'
import { termsOf } from './terms.ts'

const names: FamilyName[] = ['steady', 'bursts', 'rare', 'mixed']
const text = (name: FamilyName) => readFileSync(new URL(`../traces/${name}.jsonl`, import.meta.url), 'utf8')

test.each(names)('the shipped %s trace is what its seed gives', (name) => {
  expect(text(name)).toBe(
    families[name]()
      .map((use) => `${JSON.stringify(use)}\n`)
      .join(''),
  )
})

const scenarios = [
  ['claude-haiku-5-5', 1],
  ['claude-haiku-5-5', 4],
  ['claude-haiku-4-5', 4],
] as const

test.each(names.flatMap((name) => scenarios.map(([model, groups]) => [name, model, groups] as const)))(
  '%s with %s and %i groups: the plan keeps its promise, follows the best fixed policy and comes near the optimum',
  (name, model, groups) => {
    const terms = termsOf({ model, day: '2026-11-21', prefixTokens: 8_000, dynamicTokens: 1_000, groups })
    const trace = parseTrace(text(name))
    const costs = comparePolicies(trace, terms)
    const promise = costs.none * 1.02 + trace.size * 3 * 0.25 * 8_000 * terms.inputRate
    const bestFixed = Math.min(costs.none, costs.always5m, costs.always1h)
    expect(Math.max(costs.planned, costs.plannedKeepWarm)).toBeLessThanOrEqual(promise)
    expect(costs.planned).toBeLessThanOrEqual(bestFixed * (name === 'mixed' ? 0.95 : 1.05))
    expect(costs.plannedKeepWarm).toBeLessThanOrEqual(costs.optimumKeepWarm * 1.45)
  },
)
