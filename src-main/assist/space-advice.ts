import { believe, chanceWithin } from '../caching/planner/belief.ts'
import { fullWriteRate } from '../caching/planner/cache-option.ts'
import type { Rhythm } from '../caching/planner/rhythm.ts'
import { inWords } from '../caching/plan-cache.ts'
import type { PlannerFacts } from './planner-facts.ts'

const hourMs = 60 * 60_000

/** What the planner learned of a Space, and from how many reads on each lifetime pays at its model. */
export function adviseOnSpace(rhythm: Rhythm, { options, inputRate }: PlannerFacts, prefixTokens: number): { withinFiveMinutes?: number; withinHour?: number; advice: string[] } {
  if (prefixTokens === 0) return { advice: ['This Space is too small for the chosen model to cache.'] }
  const advice = options.flatMap((option) => {
    const premium = fullWriteRate(option) - inputRate
    const saved = inputRate - option.readRate
    if (saved <= 0) return []
    if (premium <= 0) return ['The chosen model caches by itself and charges nothing for writing.']
    const reads = Math.max(1, Math.ceil(premium / saved))
    return [`Keeping it for ${inWords(option.ttl)} pays off when you use it ${reads === 1 ? 'once' : `${reads} times`} more in that time.`]
  })
  if (rhythm.uses === 0) return { advice }
  const { gaps } = believe(rhythm, [])
  return { withinFiveMinutes: chanceWithin(gaps, hourMs / 12), withinHour: chanceWithin(gaps, hourMs), advice }
}
