import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { cheapestPremium, fullWriteRate, type CacheOption } from '../../src-shared/planner/cache-option.ts'
import { recordRun } from '../../src-shared/planner/space-state.ts'
import type { AssistServices } from './assist-services.ts'
import type { PlannedRun } from './plan-run.ts'
import { assumedPrice, plannerFacts } from './planner-facts.ts'
import { promptTokens, type PreparedRun } from './prepare-run.ts'
import { stakeName, updateSpaceState, utcOffset } from './space-state.ts'

/** A run that the vendor began to answer, with what it reported. */
export interface SentRun {
  readonly run: PreparedRun
  readonly planned: PlannedRun
  readonly usage: TokenUsage | undefined
}

/** Holds what a planned run may cost above no caching until it is known. Returns how to let go. */
export function stake(services: AssistServices, run: PreparedRun, planned: PlannedRun): () => void {
  const { options, inputRate } = plannerFacts(run, planned.price, promptTokens(run.prompt))
  const { belief, plan, prefixTokens } = planned
  const option = options.find(({ ttl }) => ttl === plan.ttl)
  const written = Math.max(0, prefixTokens - belief.warmTokens)
  const premium =
    plan.marks.length === 0 || option === undefined
      ? 0
      : Math.max(0, fullWriteRate(option) - inputRate) * written
  return services.stakes.hold(stakeName(run), premium)
}

/**
 * Keeps what a finished run taught: when the Space was used, and what caching cost or saved on the input
 * side.
 */
export function learnFromRun(
  services: AssistServices,
  { run, usage, planned }: SentRun,
  startedAt: number,
): void {
  const tokens = promptTokens(run.prompt)
  const { options, inputRate } = plannerFacts(run, planned.price, tokens)
  const price =
    planned.price ?? (run.caching.control === 'breakpoints' ? assumedPrice(run.caching) : undefined)
  const { actual, uncached } = costOfUsage(
    usage === undefined ? undefined : { ...usage, outputTokens: 0 },
    price,
  )
  // Where nothing can be asked for, nothing is at stake; assumed money must not earn trust for real money.
  const noneCost = uncached ?? (run.caching.control === 'breakpoints' ? tokens * inputRate : 0)
  const actualCost = actual ?? noneCost + dearestPremium(planned, options, inputRate)
  const premium =
    planned.prefixTokens === 0 ? undefined : cheapestPremium(options, inputRate, planned.prefixTokens)
  const learned = {
    at: startedAt,
    noneCost,
    actualCost,
    cheapestPremium: premium,
    utcOffsetMinutes: utcOffset(startedAt),
  }
  updateSpaceState(services, run, (state) => recordRun(state, learned))
}

/** What a run may have cost above no caching when nobody said what it cost: all of the prefix written. */
function dearestPremium(
  { plan, prefixTokens }: PlannedRun,
  options: readonly CacheOption[],
  inputRate: number,
): number {
  const option = options.find(({ ttl }) => ttl === plan.ttl)
  return plan.marks.length === 0 || option === undefined
    ? 0
    : Math.max(0, fullWriteRate(option) - inputRate) * prefixTokens
}
