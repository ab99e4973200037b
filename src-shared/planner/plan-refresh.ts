import { creditOf } from './account.ts'
import { believe, shareAfter } from './belief.ts'
import { cheapestPremium, type CacheOption } from './cache-option.ts'
import { discount } from './future-cost.ts'
import { binEdges, binEnds, binStarts, paceOfBin } from './gap-bins.ts'
import { priceOption, refreshLeadMs, refreshOverheadTokens } from './priced-option.ts'
import type { SpaceState } from './space-state.ts'
import { trustedWarmth, type Warmth } from './warmth.ts'

/** What a refresh is planned from, after each run and each refresh. */
export interface RefreshInput {
  readonly now: number
  /** With the last run recorded. */
  readonly state: SpaceState
  readonly warm?: Warmth
  readonly options: readonly CacheOption[]
  readonly inputRate: number
  readonly prefixTokens: number
  /** Nano-dollars that may still be spent on keeping warm. */
  readonly budgetLeft: number
}

/** A request without output that keeps the prefix warm, unless a run comes first. */
export interface RefreshPlan {
  /** Epoch milliseconds. */
  readonly at: number
  /** Expected cost in nano-dollars. */
  readonly cost: number
  /** Probability, 0 to 1, that the Space is used before the refreshed prefix expires. */
  readonly probability: number
}

/**
 * Plans the next refresh, or lets the prefix lapse. Neither the credit
 * of the promise nor the budget is ever exceeded.
 */
export function planRefresh(input: RefreshInput): RefreshPlan | undefined {
  const { now, state, options, inputRate, prefixTokens } = input
  const warm = trustedWarmth(input)
  const last = state.rhythm.last
  if (warm === undefined || last === undefined || !warm.option.canKeepWarm || prefixTokens <= 0)
    return undefined
  const { option } = warm
  const cost = warm.tokens * option.readRate + refreshOverheadTokens * inputRate
  const premium = cheapestPremium(options, inputRate, prefixTokens) ?? 0
  const affordable = Math.floor(Math.min(input.budgetLeft, creditOf(state.account, 0, premium)) / cost)
  if (affordable < 1) return undefined
  const at = Math.max(now, warm.expiresAt - refreshLeadMs(option.lifetimeMs))
  const worth = worthOfRefresh(input, option, at - last, affordable)
  return worth.saving > 0 ? { at, cost, probability: worth.probability } : undefined
}

/**
 * Goes through all the times at which refreshing could end; being away for
 * `awayMs` already says what the next gap is not.
 */
function worthOfRefresh(
  { state, options, inputRate, prefixTokens }: RefreshInput,
  option: CacheOption,
  awayMs: number,
  affordable: number,
): { saving: number; probability: number } {
  const priced = options.map((other) => priceOption(other, inputRate, prefixTokens, true))
  const index = options.indexOf(option)
  const { refreshCost = Infinity, refreshEveryMs = Infinity } = priced[index] ?? {}
  const { gaps, future } = believe(state.rhythm, priced)
  const ahead = gaps.map((probability, bin) => probability * shareAfter(bin, awayMs))
  const whole = ahead.reduce((sum, probability) => sum + probability, 0)
  if (!(whole > 0)) return { saving: 0, probability: 0 }
  const covered = awayMs + option.lifetimeMs
  let [gained, refreshes, away, saving, probability] = [0, 0, 1, -Infinity, 0]
  for (const [bin, part] of ahead.entries()) {
    const share = part / whole
    if (share === 0) continue
    const [start, end] = [Math.max(binStarts[bin] ?? 0, awayMs), Math.max(binEnds[bin] ?? 0, awayMs + 1)]
    const row = future[paceOfBin[bin] ?? 0] ?? []
    const gain = discount * share * ((row[0] ?? 0) - (row[index + 1] ?? 0))
    // One refresh alone reaches into this bin, perhaps not to its end.
    const reached = start >= covered ? 0 : Math.min(1, Math.log(covered / start) / Math.log(end / start))
    if (reached > 0) saving = Math.max(saving, gained + reached * gain - refreshCost)
    probability += reached * share
    gained += gain
    away -= share
    refreshes += share * (1 + Math.floor((Math.sqrt(start * end) - awayMs) / refreshEveryMs))
    if (binEdges[bin] === Infinity) break
    const atMost = Math.max(1, Math.ceil((end - awayMs) / refreshEveryMs))
    if (atMost <= affordable)
      saving = Math.max(saving, gained - refreshCost * (refreshes + Math.max(0, away) * atMost))
  }
  return { saving, probability }
}
