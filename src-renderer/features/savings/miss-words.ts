import type { MissReason } from '../../../src-shared/cache-miss.ts'
import type { MissCount } from '../../../src-shared/savings.ts'

/** The reasons of misses in few words, and what they mean. */
export const missWords: Readonly<Record<MissReason, { readonly short: string; readonly meaning: string }>> = {
  cold: { short: 'First use', meaning: 'This text was not sent before.' },
  new_turns: { short: 'New turns', meaning: 'The latest turns of a conversation are always new.' },
  expired: { short: 'Expired', meaning: 'It was kept, and the time was over.' },
  segment_changed: {
    short: 'Text changed',
    meaning: 'A document or another cached part is not what it was.',
  },
  below_minimum: { short: 'Too short', meaning: 'The model caches no text as short as this.' },
  model_switched: { short: 'Model switched', meaning: 'A cache belongs to one model.' },
  parallel_cold_start: {
    short: 'Two at once',
    meaning: 'Another run was writing the same text at that moment.',
  },
  not_marked: { short: 'Left uncached', meaning: 'By the planner or by your settings.' },
  not_reported: { short: 'Not reported', meaning: 'The provider did not say what it cached.' },
  unexplained: { short: 'Unexplained', meaning: 'All was as before: the provider dropped it early.' },
}

export interface ExplainedMiss extends MissCount {
  /** In relation to the most frequent known reason, from 0 to 1. */
  readonly share: number
}

/**
 * What a conversation grew by could not have been read: that is no miss. What was not reported is no known
 * one.
 */
const uncompared: ReadonlySet<MissReason> = new Set(['new_turns', 'not_reported'])

/** Known reasons to be compared, and the number of runs about which nothing is known. */
export function explainMisses(counts: readonly MissCount[]): {
  readonly known: readonly ExplainedMiss[]
  readonly notReported: number
} {
  const known = counts.filter(({ reason, runs }) => !uncompared.has(reason) && runs > 0)
  const most = Math.max(1, ...known.map(({ runs }) => runs))
  const notReported = counts.find(({ reason }) => reason === 'not_reported')?.runs ?? 0
  return { known: known.map((count) => ({ ...count, share: count.runs / most })), notReported }
}
