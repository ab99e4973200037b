import { z } from 'zod'
import { binEdges, binOf, firstPace, paceOfBin } from './gap-bins.ts'

const counts = z.array(z.number().nonnegative()).length(binEdges.length)

/**
 * What is learned of a Space's gaps: fading counts of gap bins, over all (`all`), after a gap of each pace
 * (`p3`), and at each time of day and pace (`h4p1`).
 */
export const rhythmSchema = z.object({
  /** Epoch milliseconds of the last use. */
  last: z.number().optional(),
  /** Local hour of the last use, 0 to 23. */
  hour: z.number().int().min(0).max(23),
  /** Pace class of the last gap. */
  pace: z.number().int().min(0).max(firstPace),
  uses: z.number().int().nonnegative(),
  counts: z.record(z.string(), counts),
})

export type Rhythm = z.infer<typeof rhythmSchema>

/** What the next gap is guessed from. */
export type Situation = Pick<Rhythm, 'pace' | 'hour'>

/** How much of a count is left after one more gap of its kind: rhythms change, so old gaps fade. */
const memory = { all: 0.99, pace: 0.99, hour: 0.985 }
const hoursTogether = 3

/**
 * In a burst, in a session, away, new: finer than that, a time of day would be seen too rarely to learn from.
 */
const broadPace = [0, 0, 1, 1, 2, 2, 2, 2, 3]

export function initialRhythm(): Rhythm {
  return { hour: 0, pace: firstPace, uses: 0, counts: {} }
}

export const allKey = 'all'

export function paceKey({ pace }: Situation): string {
  return `p${pace}`
}

export function hourKey({ hour, pace }: Situation): string {
  return `h${Math.floor(hour / hoursTogether)}p${broadPace[pace] ?? 0}`
}

/** The rhythm after one more use. */
export function observeUse(rhythm: Rhythm, at: number, hour: number): Rhythm {
  const uses = rhythm.uses + 1
  if (rhythm.last === undefined) return { ...rhythm, last: at, hour, uses }
  const bin = binOf(at - rhythm.last)
  const learned = {
    ...rhythm.counts,
    [allKey]: counted(rhythm.counts[allKey], bin, memory.all),
    [paceKey(rhythm)]: counted(rhythm.counts[paceKey(rhythm)], bin, memory.pace),
    [hourKey(rhythm)]: counted(rhythm.counts[hourKey(rhythm)], bin, memory.hour),
  }
  return { last: at, hour, pace: paceOfBin[bin] ?? 0, uses, counts: learned }
}

function counted(before: readonly number[] | undefined, bin: number, kept: number): number[] {
  // Rounded, because the state is stored with every run.
  const after =
    before === undefined ? binEdges.map(() => 0) : before.map((count) => Math.round(count * kept * 1e4) / 1e4)
  after[bin] = (after[bin] ?? 0) + 1
  return after
}
