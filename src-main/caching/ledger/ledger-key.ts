import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { CacheRules } from '../../../src-shared/vendors/cache-rules.ts'

/** Whose cache it is and how it behaves. */
export interface LedgerKey {
  /** The Space, opaque: its id, or a hash of the folder that stands for it. */
  readonly scope: string
  /** Provider and address, opaque: caches are not shared between accounts. */
  readonly account: string
  readonly model: string
  readonly rules: CacheRules
  /** The tokens below which the model does not cache; absent when unknown. */
  readonly minimumTokens?: number
}

/** The longest prefix of a prompt that is believed to be in the vendor's cache. */
export interface WarmBelief {
  /** By the estimates of the prompt at hand; 0 when nothing is believed warm. */
  readonly warmTokens: number
  /** How many blocks of the prefix it covers. */
  readonly warmBlocks: number
  readonly ttl?: CacheTtl
  /** Epoch milliseconds, never later than now and the lifetime. */
  readonly expiresAt?: number
}

export const nothingWarm: WarmBelief = { warmTokens: 0, warmBlocks: 0 }

/** How far a clock may step back before what it wrote is taken to be from the future, in milliseconds. */
export const clockToleranceMs = 1_000

/**
 * The account as a cache sees it: where a key separates the caches of
 * Spaces, they are as good as separate accounts.
 */
export function cacheAccount({ account, scope, rules }: LedgerKey): string {
  return rules.isPerScope ? `${account}\n${scope}` : account
}
