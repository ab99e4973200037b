import { cacheTotalsOf, tokenReuse } from '../../src-shared/cache-measures.ts'
import type { UsageEntry } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import type { UsageTable } from '../storage/schema.ts'

/** A row of the history as it is answered; what is null is absent. */
export function fromUsageRow(row: UsageTable): UsageEntry {
  return {
    requestId: row.request_id,
    userId: row.user_id,
    at: row.at,
    provider: row.provider,
    model: row.model,
    status: row.status,
    streamed: row.streamed === 1,
    answerCached: row.answer_cached === 1,
    answerCacheMissed: row.answer_cache_missed === 1,
    ...tokensOf(row),
    cacheHitRate: tokenReuse(cacheTotalsOf([toTokenUsage(row)])),
    credits: row.credits,
    shortfall: row.shortfall ?? undefined,
    estimated: row.estimated === 1,
    vendorCost: row.vendor_cost ?? undefined,
    costBreakdown: breakdownOf(row),
    savedCost: row.saved_cost ?? undefined,
    answerCacheSavedCredits: row.answer_cache_saved_credits ?? undefined,
    breakpoints: row.breakpoints,
    latencyMs: row.latency_ms,
    firstTokenMs: row.first_token_ms ?? undefined,
    errorCode: row.error_code ?? undefined,
  }
}

function tokensOf(row: UsageTable) {
  return {
    uncachedInputTokens: row.uncached_input_tokens ?? undefined,
    cacheReadTokens: row.cache_read_tokens ?? undefined,
    cacheWrite5mTokens: row.cache_write_5m_tokens ?? undefined,
    cacheWrite1hTokens: row.cache_write_1h_tokens ?? undefined,
    cacheWriteOtherTokens: row.cache_write_other_tokens ?? undefined,
    outputTokens: row.output_tokens ?? undefined,
  }
}

function toTokenUsage(row: UsageTable): TokenUsage {
  const {
    cacheWrite5mTokens: fiveMinutes,
    cacheWrite1hTokens: oneHour,
    cacheWriteOtherTokens: other,
    ...tokens
  } = tokensOf(row)
  const isWriteReported = [fiveMinutes, oneHour, other].some((count) => count !== undefined)
  return { ...tokens, cacheWriteTokens: isWriteReported ? { fiveMinutes, oneHour, other } : undefined }
}

function breakdownOf(row: UsageTable): UsageEntry['costBreakdown'] {
  const {
    cost_uncached_input: uncachedInput,
    cost_cache_read: cacheRead,
    cost_cache_write: cacheWrite,
    cost_output: output,
  } = row
  if (uncachedInput === null || cacheRead === null || cacheWrite === null || output === null) return undefined
  return { uncachedInput, cacheRead, cacheWrite, output }
}
