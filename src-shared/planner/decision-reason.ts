/** Why the planner decided as it did. */
export type ReasonCode =
  'nothing-to-cache' | 'free' | 'warm' | 'warm-in-part' | 'first-use' | 'likely' | 'unlikely' | 'trust-spent'

/** A decision's reason, for the log and for the person. */
export interface Reason {
  readonly reason: ReasonCode
  /** The estimated probability, 0 to 1, that the Space is used again while the prefix is warm. */
  readonly probability: number
  readonly explanation: string
}

const explanations: Readonly<Record<ReasonCode, string>> = {
  'nothing-to-cache': 'This model caches nothing of this Space.',
  free: 'This model caches by itself and charges nothing for it.',
  warm: 'The Space is still in the cache, so this run reads it.',
  'warm-in-part': 'Part of the Space is still in the cache; caching the rest would probably not pay.',
  'first-use': 'A new Space is often used again at once, so it is cached.',
  likely: 'The Space will probably be used again soon, so caching it should save money.',
  unlikely: 'The last uses were far apart, so caching the Space would probably cost more than it saves.',
  'trust-spent':
    'Caching has not paid on this Space so far; it is tried again when it can no longer cost you more ' +
    'than no caching.',
}

export function reasonFor(reason: ReasonCode, probability: number): Reason {
  return { reason, probability: Math.min(1, Math.max(0, probability)), explanation: explanations[reason] }
}
