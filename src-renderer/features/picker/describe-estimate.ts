import type { RunEstimate } from '../../../src-shared/ipc/contract.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import { formatCount } from '../../ui/format.ts'

/** One line about what a run would send and cost before any caching. */
export function describeEstimate(estimate: RunEstimate): string {
  const parts = [`≈ ${formatCount(estimate.inputTokens)} tokens in`]
  if (estimate.spaceTokens > 0) parts.push(`Space ${formatCount(estimate.spaceTokens)}`)
  if (estimate.practice) parts.push('nothing is sent or charged')
  else parts.push(estimate.inputCost === undefined ? 'cost unknown' : `about ${formatUsd(estimate.inputCost)}`)
  return parts.join(' · ')
}
