import { expect, test } from 'vitest'
import type { ComposedPrompt, PromptBlock } from '../../src-shared/composed-prompt.ts'
import { planCache, summarisePlan } from './plan-cache.ts'

const block = (segment: PromptBlock['segment'], tokens: number): PromptBlock => ({ segment, tokens, text: 'x', hash: `${segment}${tokens}` })
const prompt = (system: number, ...documents: number[]): ComposedPrompt => ({
  prefix: [block('system', system), ...documents.map((tokens) => block('space', tokens))],
  dynamic: block('dynamic', 50),
})

test('a prefix below the minimum gets no mark, and the reason says so', () => {
  const plan = planCache(prompt(200, 100), { minimumCacheableTokens: 512 })
  expect(plan.marks).toEqual([])
  expect(plan.reason).toContain('below the 512 tokens')
})

test('the end of the Space is marked once system and Space together reach the minimum', () => {
  const composed = prompt(200, 300, 400)
  const plan = planCache(composed, { minimumCacheableTokens: 512 })
  expect(plan.marks).toEqual([{ blockIndex: 2, ttl: '5m' }])
  expect(summarisePlan(plan, composed)).toMatchObject({ marks: ['space'], ttl: '5m' })
})

test('a system segment that reaches the minimum alone is marked too, so that every Space shares it', () => {
  const composed = prompt(600, 300)
  expect(summarisePlan(planCache(composed, { minimumCacheableTokens: 512 }), composed).marks).toEqual(['system', 'space'])
})

test('an unknown minimum is taken as the largest known one', () => {
  expect(planCache(prompt(200, 3_000), {}).marks).toEqual([])
  expect(planCache(prompt(200, 4_000), {}).marks).toHaveLength(1)
})

test('a plan never has more marks than the four that a vendor takes', () => {
  const many = prompt(5_000, ...Array.from({ length: 40 }, () => 5_000))
  expect(planCache(many, { minimumCacheableTokens: 512 }).marks.length).toBeLessThanOrEqual(4)
})
