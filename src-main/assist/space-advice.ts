import { readsThatPayStorage } from '../../src-shared/pricing/upkeep-cost.ts'
import { breakEvens, summariseBelief } from '../../src-shared/planner/advice.ts'
import type { CacheOption } from '../../src-shared/planner/cache-option.ts'
import type { SpaceState } from '../../src-shared/planner/space-state.ts'
import { inWords } from '../caching/plan-cache.ts'
import type { PlannerFacts } from './planner-facts.ts'

/** What the planner learned of a Space, and from how many reads on each lifetime pays at its model. */
export function adviseOnSpace(
  state: SpaceState,
  { options, inputRate }: PlannerFacts,
  prefixTokens: number,
): { withinFiveMinutes?: number; withinHour?: number; advice: string[] } {
  if (prefixTokens === 0) return { advice: ['This Space is too small for the chosen model to cache.'] }
  const advice = breakEvens(options, inputRate).flatMap(({ reads }, index) => {
    const option = options[index]
    return option === undefined || reads === Infinity ? [] : [adviseOn(option, reads, inputRate)]
  })
  const { uses, withinFiveMinutes, withinOneHour } = summariseBelief(state)
  return uses === 0 ? { advice } : { withinFiveMinutes, withinHour: withinOneHour, advice }
}

function adviseOn(option: CacheOption, reads: number, inputRate: number): string {
  if (option.kind === 'explicit') {
    const perHour =
      readsThatPayStorage({
        input: inputRate,
        cacheRead: option.readRate,
        storagePerHour: option.storagePerHour,
        output: 0,
      }) ?? 0
    return (
      'The chosen model caches by itself, free of charge. ' +
      `Storing the Space there as well pays from about ${perHour.toFixed(1)} uses an hour on.`
    )
  }
  if (reads === 0) return 'The chosen model caches by itself and charges nothing for writing.'
  return (
    `Keeping it for ${inWords(option.ttl)} pays off when you use it ` +
    `${reads === 1 ? 'once' : `${reads} times`} more in that time.`
  )
}
