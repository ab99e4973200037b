import { binEnds, binStarts, binEdges, paceEdges } from './gap-bins.ts'
import { futureCosts, type FutureCosts } from './future-cost.ts'
import { outlookOf, type Outlook } from './outlook.ts'
import { predictGap } from './predict-gap.ts'
import type { PricedOption } from './priced-option.ts'
import type { Rhythm } from './rhythm.ts'

/** What the planner expects after the last use of a Space. */
export interface Belief {
  /** Probability of each gap bin for the next gap. */
  readonly gaps: readonly number[]
  readonly next: Outlook
  readonly future: FutureCosts
}

/** Guesses the next gap, and what each pace after it will cost. */
export function believe(rhythm: Rhythm, options: readonly PricedOption[]): Belief {
  const outlooks = paceEdges.map((_, pace) =>
    outlookOf(predictGap(rhythm, { pace, hour: rhythm.hour }), options),
  )
  const gaps = predictGap(rhythm, rhythm)
  return { gaps, next: outlookOf(gaps, options), future: futureCosts(outlooks, options) }
}

/** The probability that the next gap is shorter than this. */
export function chanceWithin(gaps: readonly number[], gapMs: number): number {
  return gaps.reduce((sum, probability, bin) => sum + probability * (1 - shareAfter(bin, gapMs)), 0)
}

/** The share of a bin's gaps that are longer than this. */
export function shareAfter(bin: number, gapMs: number): number {
  const [start, end] = [binStarts[bin] ?? 0, binEnds[bin] ?? Infinity]
  if (gapMs >= (binEdges[bin] ?? Infinity)) return 0
  if (gapMs <= start) return 1
  return gapMs >= end ? 1 : Math.log(end / gapMs) / Math.log(end / start)
}
