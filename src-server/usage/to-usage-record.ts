import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'

/** The money of a call; see `credits/charge-of.ts`. What is unknown is absent. */
export interface ChargeFacts {
  /** Whole credits. */
  readonly credits: number
  /** Nano-dollars, without margin. */
  readonly vendorCost?: number | undefined
  readonly breakdown?: UsageRecord['costBreakdown'] | undefined
  readonly savedCost?: number | undefined
  readonly isEstimated: boolean
}

/** All that is known of a call when it is over. Times are milliseconds, `at` epoch milliseconds. */
export interface CallFacts {
  readonly requestId: string
  readonly userId: string
  readonly at: number
  readonly provider: string
  readonly model: string
  readonly status: UsageRecord['status']
  readonly streamed: boolean
  /** Undefined when no vendor was asked, or none answered. */
  readonly usage: TokenUsage | undefined
  readonly charge: ChargeFacts
  readonly breakpoints: number
  readonly latencyMs: number
  readonly firstTokenMs?: number | undefined
  readonly errorCode?: string | undefined
  /** Given when the answer came from the answer cache: credits that it did not cost. */
  readonly answerCacheSavedCredits?: number | undefined
  /** True when the answer cache was looked up in vain. */
  readonly answerCacheMissed?: boolean | undefined
}

/**
 * The record of a call. Times are rounded, because they are stored as
 * integers; a clock that was set back counts as 0.
 */
export function toUsageRecord({ usage, charge, ...call }: CallFacts): UsageRecord {
  const writes = usage?.cacheWriteTokens
  return {
    requestId: call.requestId,
    userId: call.userId,
    at: Math.round(call.at),
    provider: call.provider,
    model: call.model,
    status: call.status,
    streamed: call.streamed,
    answerCached: call.answerCacheSavedCredits !== undefined,
    answerCacheMissed: call.answerCacheMissed === true,
    uncachedInputTokens: usage?.uncachedInputTokens,
    cacheReadTokens: usage?.cacheReadTokens,
    cacheWrite5mTokens: writes?.fiveMinutes,
    cacheWrite1hTokens: writes?.oneHour,
    cacheWriteOtherTokens: otherWrites(writes),
    outputTokens: usage?.outputTokens,
    credits: charge.credits,
    estimated: charge.isEstimated,
    vendorCost: charge.vendorCost,
    costBreakdown: charge.breakdown,
    savedCost: charge.savedCost,
    answerCacheSavedCredits: call.answerCacheSavedCredits,
    breakpoints: call.breakpoints,
    latencyMs: elapsed(call.latencyMs),
    firstTokenMs: call.firstTokenMs === undefined ? undefined : elapsed(call.firstTokenMs),
    errorCode: call.errorCode,
  }
}

function otherWrites(writes: TokenUsage['cacheWriteTokens']): number | undefined {
  if (writes?.other === undefined) return writes?.twelveHours
  return writes.other + (writes.twelveHours ?? 0)
}

function elapsed(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds))
}
