import type { CacheOption } from './cache-option.ts'
import type { SpaceState } from './space-state.ts'
import type { Warmth } from './warmth.ts'

/** What a decision is made from. Times are epoch milliseconds, rates nano-dollars a token. */
export interface PlanningInput {
  readonly now: number
  /** Before this run: `recordRun` adds it when it is done. */
  readonly state: SpaceState
  readonly options: readonly CacheOption[]
  readonly inputRate: number
  /** Tokens that all uses of the Space share, up to the last place where a mark may stand. */
  readonly prefixTokens: number
  readonly dynamicTokens: number
  /** Where a mark may stand, in tokens from the start, ascending; absent for the end of the prefix alone. */
  readonly breakpoints?: readonly number[]
  /** What the ledger believes warm; absent for nothing. */
  readonly warm?: Warmth
  readonly allowKeepWarm: boolean
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffsetMinutes?: number
}
