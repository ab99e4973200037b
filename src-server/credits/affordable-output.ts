import { costCoveredBy } from './credit-arithmetic.ts'
import { estimateInput, type CallSize } from './estimate-hold.ts'

/**
 * How many tokens of output (of each choice) `credits` allow once the input is paid; 0 when they do not even
 * reach for that. The largest number for which `estimateHold` stays within `credits`.
 */
export function affordableOutput(credits: number, size: Omit<CallSize, 'maxOutputTokens'>): number {
  if (credits < 1) return 0
  const { cost, rates } = estimateInput(size)
  const rest = costCoveredBy(credits, size.margin) - cost
  const rate = rates.output * size.choices
  if (rest < 0) return 0
  return rate === 0 ? Number.MAX_SAFE_INTEGER : Math.floor(rest / rate)
}
