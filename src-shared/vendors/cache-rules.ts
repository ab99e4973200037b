import type { CacheTtl } from '../run-event.ts'

const minute = 60_000

/** The lifetimes that vendors offer, in milliseconds. */
export const cacheLifetimesMs: Readonly<Record<CacheTtl, number>> = {
  '5m': 5 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
  '12h': 720 * minute,
  '24h': 1_440 * minute,
}

/** How a vendor's cache behaves, as far as the ledger has to know. */
export interface CacheRules {
  /** Where something comes to be kept: at breakpoints alone, or at every block of what was sent. */
  readonly keeps: 'marked' | 'everything'
  /** How many blocks back from a breakpoint a kept prefix is found, the breakpoint's own block counted. */
  readonly lookbackBlocks: number
  /**
   * Whether what one Space wrote can be read by that Space alone (requests are routed or kept apart by a key
   * of the Space).
   */
  readonly isPerScope: boolean
  /** Whether the vendor promises the lifetime, so that an early loss is worth a word. */
  readonly isPromised: boolean
  /** Assumed where no lifetime is asked for, in milliseconds. */
  readonly standardLifetimeMs: number
}

/** How long a lifetime is, in milliseconds. */
export function lifetimeOf(ttl: CacheTtl | undefined, rules: CacheRules): number {
  return ttl === undefined ? rules.standardLifetimeMs : cacheLifetimesMs[ttl]
}
