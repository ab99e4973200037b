import type { CacheAnalytics } from '../../src-shared/dedicated-api/admin.ts'
import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import type {
  AnswerCacheStats,
  UsageGrouping,
  UsagePage,
  UsageSummary,
} from '../../src-shared/dedicated-api/usage-summary.ts'

/** What of the history is asked. Times are epoch milliseconds, `from` included, `to` excluded. */
export interface UsageFilter {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly model?: string | undefined
  readonly provider?: string | undefined
  readonly status?: UsageRecord['status'] | undefined
}

export interface UsagePageQuery extends UsageFilter {
  readonly limit: number
  /** As the page before gave it. */
  readonly cursor?: string | undefined
}

/** Whole days (UTC, ISO dates), both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

/**
 * Reads what the settling of calls has written. A `userId` of
 * undefined stands for all users: for admins alone.
 */
export interface UsageStore {
  /**
   * The newest first; pages neither skip nor repeat a call, even among equal
   * times. Throws ApiError 400 for a foreign cursor.
   */
  page(userId: string | undefined, query: UsagePageQuery): Promise<UsagePage>
  /** From the daily sums alone. */
  summary(
    userId: string | undefined,
    query: Days & { readonly groupBy: UsageGrouping },
  ): Promise<UsageSummary>
  answerCacheStats(userId: string | undefined): Promise<AnswerCacheStats>
  /**
   * Sums come from the daily sums; write premiums and suggested lifetimes from calls that
   * are still in the history, read in small pieces.
   */
  cacheAnalytics(days: Days): Promise<CacheAnalytics>
  /**
   * Deletes the history before this time (epoch milliseconds) in small pieces; daily sums stay. Resolves to
   * the number of calls deleted; ends early when aborted.
   */
  purge(olderThan: number, signal?: AbortSignal): Promise<number>
}
