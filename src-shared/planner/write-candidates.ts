import { chanceWithin, type Belief } from './belief.ts'
import { cheapestPremium, fullWriteRate, type CacheOption } from './cache-option.ts'
import { costWhenCold, warmPlans } from './future-cost.ts'
import type { PlanningInput } from './planning-input.ts'
import type { TrustedWarmth } from './warmth.ts'

/** A write that could be made now. */
export interface WriteCandidate {
  readonly option: CacheOption
  /** Where the mark stands. */
  readonly tokens: number
  /** What it is expected to save, in nano-dollars, less when it puts much of the credit at risk. */
  readonly worth: number
}

/** What a candidate is judged by. */
export interface WriteSituation {
  readonly input: PlanningInput
  readonly belief: Belief
  readonly warm: TrustedWarmth | undefined
  /** This one counted. */
  readonly uses: number
}

/** One write of a token and what can be done with it until the next use. */
interface Bet {
  readonly option: CacheOption
  readonly chance: number
  /** What a token is expected to save, in nano-dollars. */
  readonly saving: number
  readonly premium: number
  /** What refreshing a token costs at most. */
  readonly upkeep: number
}

/** Longer lifetimes need a second use first: their premium can cost all of the early trust at once. */
const usesBeforeLongLifetimes = 2

/**
 * The writes that are expected to pay and whose whole premium the credit (nano-dollars) covers, best first.
 */
export function writeCandidates(situation: WriteSituation, credit: number): WriteCandidate[] {
  return situation.input.options
    .flatMap((option, index) => (isOffered(situation, option, index) ? betsOn(situation, option, index) : []))
    .flatMap((bet) => bestPlace(situation, bet, credit))
    .sort((first, second) => second.worth - first.worth)
}

/** The tail of a prefix is written for as long as its head, so that both end together. */
function isOffered({ warm, uses }: WriteSituation, option: CacheOption, index: number): boolean {
  return warm === undefined ? index === 0 || uses >= usesBeforeLongLifetimes : warm.ttl === option.ttl
}

function betsOn({ input: { inputRate }, belief }: WriteSituation, option: CacheOption, index: number): Bet[] {
  const unwritten = 1 + costWhenCold(belief.next, belief.future)
  const [writeRate, chance] = [fullWriteRate(option), chanceWithin(belief.gaps, option.lifetimeMs)]
  return warmPlans(belief.next, belief.future, index, 'fresh').flatMap(({ cost, reserve }): Bet[] => {
    const saving = (unwritten - cost) * inputRate - writeRate
    return saving > 0
      ? [{ option, chance, saving, premium: writeRate - inputRate, upkeep: reserve * inputRate }]
      : []
  })
}

/**
 * The breakpoint where a bet is worth most. Refreshes are to be had as
 * well, lest what is written must then be let lapse.
 */
function bestPlace({ input, warm, uses }: WriteSituation, bet: Bet, credit: number): WriteCandidate[] {
  const head = warm?.tokens ?? 0
  const saved = warm === undefined ? 0 : head * (input.inputRate - warm.option.readRate)
  const bank = credit + saved + (cheapestPremium(input.options, input.inputRate, input.prefixTokens) ?? 0)
  const places = (input.breakpoints ?? [input.prefixTokens]).filter((tokens) => {
    const needed = (tokens - head) * bet.premium + tokens * bet.upkeep
    return tokens > head && tokens <= input.prefixTokens && needed <= credit + saved
  })
  const candidates = places.map((tokens) => ({
    option: bet.option,
    tokens,
    worth: worthOf(bet, tokens - head, bank),
  }))
  // Somebody who tries the product is to see all of it.
  const [best] =
    uses === 1 ? candidates.slice(-1) : candidates.sort((first, second) => second.worth - first.worth)
  return best !== undefined && (best.worth > 0 || uses === 1) ? [best] : []
}

/**
 * The growth of the credit that a bet brings on average (Kelly's rule): with much credit that
 * is what the bet saves, with little it is less, because credit that is lost takes long to
 * come back. `bank` counts one early write on top.
 */
function worthOf({ chance, saving, premium }: Bet, tokens: number, bank: number): number {
  const stake = Math.max(0, premium * tokens)
  const expected = saving * tokens
  if (bank === Infinity || stake === 0) return expected
  const hit = Math.min(0.99, Math.max(0.01, chance))
  const win = (expected + (1 - hit) * stake) / hit
  return bank * (hit * Math.log1p(win / bank) + (1 - hit) * Math.log1p(-stake / bank))
}
