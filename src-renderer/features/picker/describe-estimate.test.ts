import { expect, test } from 'vitest'
import type { RunEstimate } from '../../../src-shared/ipc/contract.ts'
import { describeEstimate, explainEstimate } from './describe-estimate.ts'

const estimate: RunEstimate = {
  inputTokens: 12_300,
  spaceTokens: 11_900,
  inputCost: 12_300_000,
  plannedCost: 1_200_000,
  warmTokens: 11_900,
  planReason: 'It pays.',
  localAnswer: false,
  warnings: [],
  practice: false,
  providerName: 'Anthropic',
  modelName: 'Haiku',
}

test('a warm prefix shows what it costs and what it would without caching, a cold one that it is written', () => {
  expect(describeEstimate(estimate)).toBe('≈ 12,300 tokens in · about $0.0012, $0.012 without caching')
  expect(describeEstimate({ ...estimate, warmTokens: 0, plannedCost: 15_375_000 })).toBe(
    '≈ 12,300 tokens in · about $0.015 (writes the cache), $0.012 without',
  )
  expect(describeEstimate({ ...estimate, warmTokens: 0, plannedCost: 12_300_000 })).toBe(
    '≈ 12,300 tokens in · about $0.012',
  )
})

test('an unknown price is called unknown, and practice is never given a price', () => {
  expect(describeEstimate({ ...estimate, inputCost: undefined, plannedCost: undefined })).toContain(
    'cost unknown',
  )
  expect(describeEstimate({ ...estimate, practice: true })).toBe(
    '≈ 12,300 tokens in · nothing is sent or charged',
  )
})

test('a kept answer is announced before anything is sent', () => {
  expect(describeEstimate({ ...estimate, localAnswer: true })).toBe(
    'Answer kept on this computer: nothing is sent · ≈ 12,300 tokens in',
  )
})

test('the explanation says until when what is warm', () => {
  const warmUntil = new Date(2026, 10, 21, 14, 32).getTime()
  expect(explainEstimate({ ...estimate, warmUntil }, warmUntil)).toBe(
    'Estimated before the run; input alone. The Space is 11,900 tokens of it. 11,900 tokens are believed warm until 14:32. It pays.',
  )
  expect(explainEstimate({ ...estimate, spaceTokens: 0, warmTokens: 0, planReason: '' })).toBe(
    'Estimated before the run; input alone.',
  )
})
