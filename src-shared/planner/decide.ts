import { creditOf } from './account.ts'
import { believe, chanceWithin } from './belief.ts'
import { cheapestPremium, type CacheOption } from './cache-option.ts'
import { reasonFor, type Reason, type ReasonCode } from './decision-reason.ts'
import type { PlanningInput } from './planning-input.ts'
import { priceOption } from './priced-option.ts'
import { observeUse } from './rhythm.ts'
import { localHour } from './space-state.ts'
import { trustedWarmth } from './warmth.ts'
import { writeCandidates } from './write-candidates.ts'

/**
 * What to do with the prefix in this run: send it unmarked, mark `tokens` of it
 * to read what is warm, or to write up to there.
 */
export type Decision = Reason & {
  /** To be handed to `recordRun`. */
  readonly cheapestPremium?: number
} & (
    | { readonly kind: 'none' }
    | { readonly kind: 'read' | 'write'; readonly option: CacheOption; readonly tokens: number }
  )

/** Decides about one run. Pure: the same input gives the same decision. */
export function decide(input: PlanningInput): Decision {
  const { now, state, options, inputRate, prefixTokens } = input
  const rhythm = observeUse(state.rhythm, now, localHour(now, input.utcOffsetMinutes))
  const premium = cheapestPremium(options, inputRate, prefixTokens)
  const decided = (code: ReasonCode, probability: number) => ({
    ...reasonFor(code, probability),
    ...(premium === undefined ? {} : { cheapestPremium: premium }),
  })
  const warm = trustedWarmth(input)
  const shortest = options[0]
  if (shortest === undefined || prefixTokens <= 0 || inputRate <= 0)
    return { kind: 'none', ...reasonFor('nothing-to-cache', 0) }
  const credit = creditOf(state.account, (prefixTokens + input.dynamicTokens) * inputRate, premium ?? 0)
  // A vendor that loses what it was paid to keep has used up more than the promise allows.
  if (warm !== undefined && credit < 0) return { kind: 'none', ...decided('trust-spent', 0) }
  if (warm !== undefined && warm.tokens >= prefixTokens)
    return { kind: 'read', option: warm.option, tokens: prefixTokens, ...decided('warm', 1) }
  if (shortest.kind === 'automatic')
    return { kind: 'write', option: shortest, tokens: prefixTokens, ...decided('free', 1) }

  const belief = believe(
    rhythm,
    options.map((option) => priceOption(option, inputRate, prefixTokens, input.allowKeepWarm)),
  )
  const chance = ({ lifetimeMs }: CacheOption) => chanceWithin(belief.gaps, lifetimeMs)
  const situation = { input, belief, warm, uses: rhythm.uses }
  const [best] = writeCandidates(situation, credit)
  if (best !== undefined)
    return {
      kind: 'write',
      option: best.option,
      tokens: best.tokens,
      ...decided(rhythm.uses === 1 ? 'first-use' : 'likely', chance(best.option)),
    }
  if (warm !== undefined)
    return {
      kind: 'read',
      option: warm.option,
      tokens: warm.tokens,
      ...decided('warm-in-part', chance(shortest)),
    }
  const [wanted] = writeCandidates(situation, Infinity)
  return {
    kind: 'none',
    ...decided(wanted === undefined ? 'unlikely' : 'trust-spent', chance(wanted?.option ?? shortest)),
  }
}
