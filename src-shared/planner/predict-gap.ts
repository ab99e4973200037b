import { firstPace } from './gap-bins.ts'
import { priorBins } from './prior.ts'
import { allKey, hourKey, paceKey, type Rhythm, type Situation } from './rhythm.ts'

/** How many gaps a broader guess is worth when a narrower one has been counted. */
const trust = { all: 6, pace: 8, hour: 8 }

/**
 * The probability of each gap bin for the next gap: the geometric mean of what followed such a gap
 * before and what followed at this time of day. Each count is smoothed towards the broader one,
 * that of all the Space's gaps towards the prior.
 */
export function predictGap(rhythm: Rhythm, situation: Situation): number[] {
  const prior = priorBins[Math.min(situation.pace, firstPace)] ?? []
  const all = smoothed(rhythm.counts[allKey], prior, trust.all)
  const byPace = smoothed(rhythm.counts[paceKey(situation)], all, trust.pace)
  const byHour = smoothed(rhythm.counts[hourKey(situation)], byPace, trust.hour)
  return normalised(byPace.map((probability, bin) => Math.sqrt(probability * (byHour[bin] ?? probability))))
}

function smoothed(
  counts: readonly number[] | undefined,
  broader: readonly number[],
  worth: number,
): readonly number[] {
  if (counts === undefined) return broader
  let total = worth
  for (const count of counts) total += count
  return counts.map((count, bin) => (count + worth * (broader[bin] ?? 0)) / total)
}

function normalised(weights: readonly number[]): number[] {
  let sum = 0
  for (const weight of weights) sum += weight
  return weights.map((weight) => weight / sum)
}
