import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import type { HoldsTable, UsageTable } from '../storage/schema.ts'

/** Counts above this are garbage from a vendor; SQLite could not store all of them exactly. */
const highestCount = 2 ** 50

/** A call as a row of the history, with what the balance allowed to charge. */
export function toUsageRow(record: UsageRecord, charged: number): UsageTable {
  const breakdown = record.costBreakdown
  return {
    request_id: record.requestId,
    user_id: record.userId,
    at: Math.round(record.at),
    provider: record.provider,
    model: record.model,
    status: record.status,
    streamed: Number(record.streamed),
    answer_cached: Number(record.answerCached),
    answer_cache_missed: Number(record.answerCacheMissed),
    uncached_input_tokens: stored(record.uncachedInputTokens),
    cache_read_tokens: stored(record.cacheReadTokens),
    cache_write_5m_tokens: stored(record.cacheWrite5mTokens),
    cache_write_1h_tokens: stored(record.cacheWrite1hTokens),
    cache_write_other_tokens: stored(record.cacheWriteOtherTokens),
    output_tokens: stored(record.outputTokens),
    credits: charged,
    shortfall: record.credits > charged ? stored(record.credits - charged) : null,
    estimated: Number(record.estimated),
    vendor_cost: stored(record.vendorCost),
    cost_uncached_input: stored(breakdown?.uncachedInput),
    cost_cache_read: stored(breakdown?.cacheRead),
    cost_cache_write: stored(breakdown?.cacheWrite),
    cost_output: stored(breakdown?.output),
    saved_cost: stored(record.savedCost),
    answer_cache_saved_credits: stored(record.answerCacheSavedCredits),
    breakpoints: record.breakpoints,
    latency_ms: Math.round(record.latencyMs),
    first_token_ms: stored(record.firstTokenMs),
    error_code: record.errorCode ?? null,
  }
}

/** A call whose process is gone: nobody knows what it used, so nothing is charged. */
export function toLostRow(hold: HoldsTable): UsageTable {
  const record = {
    requestId: hold.request_id,
    userId: hold.user_id,
    at: hold.created_at,
    provider: hold.provider,
    model: hold.model,
    status: 'lost',
    streamed: hold.streamed === 1,
    answerCached: false,
    answerCacheMissed: false,
    credits: 0,
    estimated: false,
    breakpoints: 0,
    latencyMs: 0,
    errorCode: 'instance_lost',
  } as const
  return toUsageRow(record, 0)
}

function stored(value: number | undefined): number | null {
  return value === undefined || !(Math.abs(value) < highestCount) ? null : Math.round(value)
}

/** The columns in the order in which statements bind them. */
export const usageColumns = [
  'request_id',
  'user_id',
  'at',
  'provider',
  'model',
  'status',
  'streamed',
  'answer_cached',
  'answer_cache_missed',
  'uncached_input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_other_tokens',
  'output_tokens',
  'credits',
  'shortfall',
  'estimated',
  'vendor_cost',
  'cost_uncached_input',
  'cost_cache_read',
  'cost_cache_write',
  'cost_output',
  'saved_cost',
  'answer_cache_saved_credits',
  'breakpoints',
  'latency_ms',
  'first_token_ms',
  'error_code',
] as const satisfies readonly (keyof UsageTable)[]
