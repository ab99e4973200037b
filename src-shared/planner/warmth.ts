import type { CacheTtl } from '../run-event.ts'
import type { CacheOption } from './cache-option.ts'
import type { SpaceState } from './space-state.ts'

/** The part of a prefix that is believed to be in the vendor's cache. */
export interface Warmth {
  readonly tokens: number
  readonly ttl: CacheTtl
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Something warm, with the option that keeps it. */
export interface TrustedWarmth extends Warmth {
  readonly option: CacheOption
}

/**
 * Leaves out what has expired, what these options cannot keep, and
 * what a clock that was set back makes look warm.
 */
export function trustedWarmth({
  now,
  state,
  warm,
  options,
}: {
  readonly now: number
  readonly state: SpaceState
  readonly warm?: Warmth
  readonly options: readonly CacheOption[]
}): TrustedWarmth | undefined {
  const option = options.find(({ ttl }) => ttl === warm?.ttl)
  if (warm === undefined || option === undefined || !(warm.tokens > 0) || !(warm.expiresAt > now))
    return undefined
  const isFromTheFuture = warm.expiresAt - now > option.lifetimeMs || now < (state.rhythm.last ?? -Infinity)
  return isFromTheFuture ? undefined : { ...warm, option }
}
