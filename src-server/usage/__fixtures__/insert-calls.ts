import type { UsageDailyTable, UsageTable } from '../../storage/schema.ts'
import type { Storage } from '../../storage/storage.ts'

/** Noon of the day that the tests play on. */
export const noon = Date.parse('2026-11-21T12:00:00Z')

let calls = 0

/** A call of user `u` that a vendor answered without reporting its cache; what differs is named. */
export function callOf(differences: Partial<UsageTable> = {}): UsageTable {
  calls += 1
  return {
    request_id: `req_${String(calls).padStart(8, '0')}`,
    user_id: 'u',
    at: noon,
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    status: 'finished',
    streamed: 0,
    answer_cached: 0,
    answer_cache_missed: 0,
    uncached_input_tokens: null,
    cache_read_tokens: null,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
    cache_write_other_tokens: null,
    output_tokens: null,
    credits: 0,
    shortfall: null,
    estimated: 0,
    vendor_cost: null,
    cost_uncached_input: null,
    cost_cache_read: null,
    cost_cache_write: null,
    cost_output: null,
    saved_cost: null,
    answer_cache_saved_credits: null,
    breakpoints: 0,
    latency_ms: 1,
    first_token_ms: null,
    error_code: null,
    ...differences,
  }
}

/** Writes the history with its daily sums, as the settling of calls does. */
export async function insertCalls(
  { database, dialect }: Storage,
  rows: readonly UsageTable[],
): Promise<void> {
  const days = new Map<string, UsageDailyTable>()
  for (const row of rows) {
    const one = dailyOf(row)
    const key = JSON.stringify([one.user_id, one.day, one.provider, one.model])
    const before = days.get(key)
    days.set(key, before === undefined ? one : add(before, one))
  }
  // SQLite binds at most 32,766 values in a statement, PostgreSQL 65,535.
  const atOnce = dialect === 'sqlite' ? 1_000 : 2_000
  for (let start = 0; start < rows.length; start += atOnce)
    await database
      .insertInto('usage')
      .values(rows.slice(start, start + atOnce))
      .execute()
  const sums = [...days.values()]
  for (let start = 0; start < sums.length; start += atOnce)
    await database
      .insertInto('usage_daily')
      .values(sums.slice(start, start + atOnce))
      .execute()
}

function dailyOf(row: UsageTable): UsageDailyTable {
  const writes = [row.cache_write_5m_tokens, row.cache_write_1h_tokens, row.cache_write_other_tokens]
  const isReporting = [row.cache_read_tokens, ...writes].some((count) => count !== null)
  const written = writes.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const read = row.cache_read_tokens ?? 0
  const uncached = row.uncached_input_tokens ?? 0
  return {
    user_id: row.user_id,
    day: new Date(row.at).toISOString().slice(0, 10),
    provider: row.provider,
    model: row.model,
    requests: 1,
    failed: row.status === 'failed' || row.status === 'lost' ? 1 : 0,
    answer_cache_hits: row.answer_cached,
    answer_cache_misses: row.answer_cache_missed,
    answer_cache_saved_credits: row.answer_cache_saved_credits ?? 0,
    reporting_requests: Number(isReporting),
    hit_requests: Number(read > 0),
    input_tokens: isReporting ? uncached + read + written : 0,
    uncached_input_tokens: isReporting ? uncached : 0,
    cache_read_tokens: read,
    cache_write_tokens: written,
    output_tokens: row.output_tokens ?? 0,
    credits: row.credits,
    vendor_cost: row.vendor_cost ?? 0,
    unknown_cost_requests: Number(row.vendor_cost === null && row.answer_cached === 0),
    saved_cost: row.saved_cost ?? 0,
    unknown_saving_requests: Number(row.saved_cost === null && row.answer_cached === 0),
  }
}

function add(one: UsageDailyTable, other: UsageDailyTable): UsageDailyTable {
  const sum = { ...one }
  for (const name of Object.keys(one) as (keyof UsageDailyTable)[]) {
    if (name !== 'user_id' && name !== 'day' && name !== 'provider' && name !== 'model')
      sum[name] += other[name]
  }
  return sum
}
