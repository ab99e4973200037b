import type { RunEstimate } from '../../../src-shared/ipc/contract.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import { formatClock, formatCount, formatPlural } from '../../ui/format.ts'

/** What the input costs: as planned beside without any caching, when these differ. */
function describeCost({ inputCost, plannedCost, warmTokens }: RunEstimate): string {
  if (inputCost === undefined)
    return plannedCost === undefined ? 'cost unknown' : `about ${formatUsd(plannedCost)}`
  if (plannedCost === undefined || plannedCost === inputCost) return `about ${formatUsd(inputCost)}`
  if (warmTokens > 0) return `about ${formatUsd(plannedCost)}, ${formatUsd(inputCost)} without caching`
  return `about ${formatUsd(plannedCost)} (writes the cache), ${formatUsd(inputCost)} without`
}

/** One line about what a run would send and cost. */
export function describeEstimate(estimate: RunEstimate): string {
  const tokens = `≈ ${formatCount(estimate.inputTokens)} tokens in`
  if (estimate.localAnswer) return `Answer kept on this computer: nothing is sent · ${tokens}`
  return `${tokens} · ${estimate.practice ? 'nothing is sent or charged' : describeCost(estimate)}`
}

/** Why the run is planned as it is, and what of it is warm. */
export function explainEstimate(
  { planReason, spaceTokens, warmTokens, warmUntil }: RunEstimate,
  now?: number,
): string {
  const parts = ['Estimated before the run; input alone.']
  if (spaceTokens > 0) parts.push(`The Space is ${formatPlural(spaceTokens, 'token')} of it.`)
  if (warmTokens > 0 && warmUntil !== undefined)
    parts.push(`${formatPlural(warmTokens, 'token')} are believed warm until ${formatClock(warmUntil, now)}.`)
  if (planReason !== '') parts.push(planReason)
  return parts.join(' ')
}
