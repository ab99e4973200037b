import { believe, chanceWithin } from './belief.ts'
import { fullWriteRate, type CacheOption } from './cache-option.ts'
import type { SpaceState } from './space-state.ts'

/** When a lifetime pays for itself. */
export interface BreakEven {
  readonly ttl: CacheOption['ttl']
  /** Reads after the write until it has paid; Infinity when reading saves nothing. */
  readonly reads: number
  /** The gap between uses, in milliseconds, up to which each use reads what the one before left warm. */
  readonly longestGapMs: number
  /**
   * The share of uses, 0 to 1, that must come within the lifetime for always writing to beat never writing.
   */
  readonly shareOfHits: number
}

/** The break-even of each option at these rates (nano-dollars a token), for the editor and the settings. */
export function breakEvens(options: readonly CacheOption[], inputRate: number): BreakEven[] {
  return options.map((option) => {
    const premium = Math.max(0, fullWriteRate(option) - inputRate)
    const saved = inputRate - option.readRate
    return {
      ttl: option.ttl,
      reads: premium === 0 ? 0 : saved > 0 ? Math.ceil(premium / saved) : Infinity,
      longestGapMs: option.lifetimeMs,
      shareOfHits: premium === 0 ? 0 : Math.min(1, premium / (premium + saved)),
    }
  })
}

/** What the planner has learned of a Space, for the person to see. */
export interface BeliefSummary {
  readonly uses: number
  /** Probability, 0 to 1, that the use after the last one comes within five minutes. */
  readonly withinFiveMinutes: number
  readonly withinOneHour: number
}

export function summariseBelief({ rhythm }: SpaceState): BeliefSummary {
  const { gaps } = believe(rhythm, [])
  return {
    uses: rhythm.uses,
    withinFiveMinutes: chanceWithin(gaps, 5 * 60_000),
    withinOneHour: chanceWithin(gaps, 3_600_000),
  }
}
