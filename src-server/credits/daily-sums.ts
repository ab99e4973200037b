import type { UsageDailyTable, UsageTable } from '../storage/schema.ts'

/**
 * What a call adds to the sums of its day (UTC); times -1, what is taken off when a lost call is charged
 * after all. Input counts where the vendor reported its cache and all of the input, so that a share of reads
 * never exceeds 1. A call that the answer cache served cost and saved nothing at the vendor, which is known.
 */
export function dailySumsOf(row: UsageTable, sign: 1 | -1 = 1): UsageDailyTable {
  const written = sumOf(row.cache_write_5m_tokens, row.cache_write_1h_tokens, row.cache_write_other_tokens)
  const isReporting = row.cache_read_tokens !== null || written !== null
  const uncached = isReporting ? row.uncached_input_tokens : null
  const [read, writes] = uncached === null ? [0, 0] : [row.cache_read_tokens ?? 0, written ?? 0]
  const isKnown = (amount: number | null): boolean => amount !== null || row.answer_cached === 1
  return {
    user_id: row.user_id,
    day: new Date(row.at).toISOString().slice(0, 10),
    provider: row.provider,
    model: row.model,
    requests: sign,
    failed: row.status === 'failed' || row.status === 'lost' ? sign : 0,
    answer_cache_hits: sign * row.answer_cached,
    answer_cache_misses: sign * row.answer_cache_missed,
    answer_cache_saved_credits: sign * (row.answer_cache_saved_credits ?? 0),
    reporting_requests: isReporting ? sign : 0,
    hit_requests: (row.cache_read_tokens ?? 0) > 0 ? sign : 0,
    input_tokens: sign * ((uncached ?? 0) + read + writes),
    uncached_input_tokens: sign * (uncached ?? 0),
    cache_read_tokens: sign * read,
    cache_write_tokens: sign * writes,
    output_tokens: sign * (row.output_tokens ?? 0),
    credits: sign * row.credits,
    vendor_cost: sign * (row.vendor_cost ?? 0),
    unknown_cost_requests: isKnown(row.vendor_cost) ? 0 : sign,
    saved_cost: sign * (row.saved_cost ?? 0),
    unknown_saving_requests: isKnown(row.saved_cost) ? 0 : sign,
  }
}

/** Null when none is known. */
function sumOf(...counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (count === null ? sum : (sum ?? 0) + count), null)
}

export const dailyKeyColumns = [
  'user_id',
  'day',
  'provider',
  'model',
] as const satisfies readonly (keyof UsageDailyTable)[]

export const dailySumColumns = [
  'requests',
  'failed',
  'answer_cache_hits',
  'answer_cache_misses',
  'answer_cache_saved_credits',
  'reporting_requests',
  'hit_requests',
  'input_tokens',
  'uncached_input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'credits',
  'vendor_cost',
  'unknown_cost_requests',
  'saved_cost',
  'unknown_saving_requests',
] as const satisfies readonly (keyof UsageDailyTable)[]

/** The columns in the order in which statements bind them. */
export const dailyColumns = [...dailyKeyColumns, ...dailySumColumns]

/** The end of an insert into `usage_daily`: adds to what is there. The same in both dialects. */
export const addToDailySums =
  `ON CONFLICT (${dailyKeyColumns.join(', ')}) DO UPDATE ` +
  `SET ${dailySumColumns.map((name) => `${name} = usage_daily.${name} + excluded.${name}`).join(', ')}`
