import { creditOf } from './account.ts'
import { believe, chanceWithin, type Belief } from './belief.ts'
import { cheapestPremium, fullWriteRate, type CacheOption } from './cache-option.ts'
import { reasonFor, type Reason, type ReasonCode } from './decision-reason.ts'
import { costWhenCold, warmPlans } from './future-cost.ts'
import { priceOption } from './priced-option.ts'
import { observeUse } from './rhythm.ts'
import { localHour, type SpaceState } from './space-state.ts'
import { trustedWarmth, type TrustedWarmth, type Warmth } from './warmth.ts'

/** What a decision is made from. Times are epoch milliseconds, rates nano-dollars a token. */
export interface PlanningInput {
  readonly now: number
  /** Before this run: `recordRun` adds it when it is done. */
  readonly state: SpaceState
  readonly options: readonly CacheOption[]
  readonly inputRate: number
  /** Tokens that all uses of the Space share. */
  readonly prefixTokens: number
  readonly dynamicTokens: number
  /** Where a mark may stand, in tokens from the start, ascending; absent for the end of the prefix alone. */
  readonly breakpoints?: readonly number[]
  /** What the ledger believes warm; absent for nothing. */
  readonly warm?: Warmth
  readonly allowKeepWarm: boolean
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffsetMinutes?: number
}

/** What to do with the prefix in this run: send it unmarked, mark `tokens` of it to read what is warm, or to write up to there. */
export type Decision = Reason & {
  /** To be handed to `recordRun`. */
  readonly cheapestPremium?: number
} & ({ readonly kind: 'none' } | { readonly kind: 'read' | 'write'; readonly option: CacheOption; readonly tokens: number })

/** A write that could be made now. */
interface Candidate {
  readonly option: CacheOption
  readonly tokens: number
  /** Expected cost against not writing, in nano-dollars; negative is good. */
  readonly cost: number
}

/** Longer lifetimes need a second use first: their premium can cost all of the early trust at once. */
const usesBeforeLongLifetimes = 2

/** Decides about one run. Pure: the same input gives the same decision. */
export function decide(input: PlanningInput): Decision {
  const { now, state, options, inputRate, prefixTokens } = input
  const rhythm = observeUse(state.rhythm, now, localHour(now, input.utcOffsetMinutes))
  const premium = cheapestPremium(options, inputRate, prefixTokens)
  const decided = (code: ReasonCode, probability: number) => ({ ...reasonFor(code, probability), ...(premium === undefined ? {} : { cheapestPremium: premium }) })
  const warm = trustedWarmth(input)
  const shortest = options[0]
  if (shortest === undefined || prefixTokens <= 0 || inputRate <= 0) return { kind: 'none', ...reasonFor('nothing-to-cache', 0) }
  const credit = creditOf(state.account, (prefixTokens + input.dynamicTokens) * inputRate, premium ?? 0)
  // A vendor that loses what it was paid to keep has used up more than the promise allows.
  if (warm !== undefined && credit < 0) return { kind: 'none', ...decided('trust-spent', 0) }
  if (warm !== undefined && warm.tokens >= prefixTokens) return { kind: 'read', option: warm.option, tokens: prefixTokens, ...decided('warm', 1) }
  if (shortest.kind === 'automatic') return { kind: 'write', option: shortest, tokens: prefixTokens, ...decided('free', 1) }

  const belief = believe(rhythm, options.map((option) => priceOption(option, inputRate, prefixTokens, input.allowKeepWarm)))
  const chance = ({ lifetimeMs }: CacheOption) => chanceWithin(belief.gaps, lifetimeMs)
  const wanted = candidates(input, belief, warm, rhythm.uses, Infinity)
  const [best] = candidates(input, belief, warm, rhythm.uses, credit)
  if (best !== undefined) return { kind: 'write', option: best.option, tokens: best.tokens, ...decided(rhythm.uses === 1 ? 'first-use' : 'likely', chance(best.option)) }
  if (warm !== undefined) return { kind: 'read', option: warm.option, tokens: warm.tokens, ...decided('warm-in-part', chance(shortest)) }
  return { kind: 'none', ...decided(wanted.length > 0 ? 'trust-spent' : 'unlikely', chance(wanted[0]?.option ?? shortest)) }
}

/** The writes that are expected to pay and whose whole premium the credit covers, best first. */
function candidates(input: PlanningInput, belief: Belief, warm: TrustedWarmth | undefined, uses: number, credit: number): Candidate[] {
  const { inputRate } = input
  const head = warm?.tokens ?? 0
  const saved = warm === undefined ? 0 : head * (inputRate - warm.option.readRate)
  const unwritten = 1 + costWhenCold(belief.next, belief.future)
  return input.options.flatMap((option, index): Candidate[] => {
    // The tail of a prefix is written for as long as its head, so that both end together.
    if (warm !== undefined ? warm.ttl !== option.ttl : index > 0 && uses < usesBeforeLongLifetimes) return []
    const premium = fullWriteRate(option) - inputRate
    return warmPlans(belief.next, belief.future, index, 'fresh').flatMap(({ cost: after, reserve }): Candidate[] => {
      const cost = inputRate * (fullWriteRate(option) / inputRate + after - unwritten)
      if (cost >= 0) return []
      // The refreshes of the head are to be had as well, so that nothing is written that must then be let lapse.
      const upkeep = reserve * inputRate
      const tokens = markedTokens(input, head, (credit + saved - head * upkeep) / (premium + upkeep))
      return tokens > head ? [{ option, tokens, cost: (tokens - head) * cost }] : []
    })
  }).sort((first, second) => first.cost - second.cost)
}

/** The furthest breakpoint that the credit reaches. A premium of nothing reaches everything. */
function markedTokens({ breakpoints, prefixTokens }: PlanningInput, head: number, affordable: number): number {
  const reach = head + (Number.isNaN(affordable) ? Infinity : affordable)
  const places = breakpoints ?? [prefixTokens]
  return places.reduce((furthest, place) => (place <= Math.min(reach, prefixTokens) ? Math.max(furthest, place) : furthest), 0)
}
