/**
 * What an endpoint counts as: LLM calls, ordinary ones, and those that
 * cost the server much (login, tokens, exports).
 */
export type RateClass = 'llm' | 'standard' | 'expensive'

export interface RateState {
  readonly limit: number
  readonly remaining: number
  /** When the window ends, in epoch milliseconds. */
  readonly resetAt: number
}

/**
 * Counts requests in windows of a minute, exactly over all instances that share a Redis. When Redis does not
 * answer, each instance limits by itself with the same numbers, until it answers again.
 */
export interface RateLimiter {
  /** Takes one from `subject`'s window; `limit` overrides the class's. `isAllowed: false` takes nothing. */
  take(
    rateClass: RateClass,
    subject: string,
    limit?: number,
  ): Promise<RateState & { readonly isAllowed: boolean }>
  /** Gives one back, for a request that was refused before any work. */
  giveBack(rateClass: RateClass, subject: string): Promise<void>
  /** False while Redis does not answer. */
  isShared(): boolean
}
