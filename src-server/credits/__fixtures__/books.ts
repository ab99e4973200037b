import { sql } from 'kysely'
import type { Storage } from '../../storage/storage.ts'
import { dailySumColumns } from '../daily-sums.ts'

/** What the database says about a user's money, each figure from its own table. */
export interface Books {
  readonly balance: number
  readonly granted: number
  readonly charged: number
  readonly held: number
  /** Differences between `usage_daily` and the sums of `usage`, in words; empty when they agree. */
  readonly dailyDifferences: readonly string[]
}

export async function readBooks({ database }: Storage, userId: string): Promise<Books> {
  const {
    rows: [money],
  } = await sql<Omit<Books, 'dailyDifferences'>>`SELECT balance,
    (SELECT COALESCE(SUM(delta), 0) FROM credit_grants WHERE user_id = ${userId}) AS granted,
    (SELECT COALESCE(SUM(credits), 0) FROM usage WHERE user_id = ${userId}) AS charged,
    (SELECT COALESCE(SUM(amount), 0) FROM holds WHERE user_id = ${userId}) AS held
    FROM users WHERE id = ${userId}`.execute(database)
  if (money === undefined) throw new RangeError('no such user')
  return { ...money, dailyDifferences: await compareDays(database, userId) }
}

/** Sums the history anew, in SQL of its own, and lays it beside what was summed call by call. */
async function compareDays(database: Storage['database'], userId: string): Promise<string[]> {
  const written = sql`(COALESCE(cache_write_5m_tokens, 0) + COALESCE(cache_write_1h_tokens, 0) + COALESCE(cache_write_other_tokens, 0))`
  const reports = sql`(cache_read_tokens IS NOT NULL OR cache_write_5m_tokens IS NOT NULL OR cache_write_1h_tokens IS NOT NULL OR cache_write_other_tokens IS NOT NULL)`
  const whole = sql`(${reports} AND uncached_input_tokens IS NOT NULL)`
  const { rows: summed } = await sql<
    Record<string, number | string>
  >`SELECT at / 86400000 AS day_number, provider, model, COUNT(*) AS requests,
    SUM(CASE WHEN status IN ('failed', 'lost') THEN 1 ELSE 0 END) AS failed, SUM(answer_cached) AS answer_cache_hits, SUM(answer_cache_missed) AS answer_cache_misses, COALESCE(SUM(answer_cache_saved_credits), 0) AS answer_cache_saved_credits,
    SUM(CASE WHEN ${reports} THEN 1 ELSE 0 END) AS reporting_requests, SUM(CASE WHEN cache_read_tokens > 0 THEN 1 ELSE 0 END) AS hit_requests,
    SUM(CASE WHEN ${whole} THEN uncached_input_tokens + COALESCE(cache_read_tokens, 0) + ${written} ELSE 0 END) AS input_tokens,
    SUM(CASE WHEN ${whole} THEN uncached_input_tokens ELSE 0 END) AS uncached_input_tokens, SUM(CASE WHEN ${whole} THEN COALESCE(cache_read_tokens, 0) ELSE 0 END) AS cache_read_tokens,
    SUM(CASE WHEN ${whole} THEN ${written} ELSE 0 END) AS cache_write_tokens, COALESCE(SUM(output_tokens), 0) AS output_tokens, SUM(credits) AS credits,
    COALESCE(SUM(vendor_cost), 0) AS vendor_cost, SUM(CASE WHEN vendor_cost IS NULL AND answer_cached = 0 THEN 1 ELSE 0 END) AS unknown_cost_requests,
    COALESCE(SUM(saved_cost), 0) AS saved_cost, SUM(CASE WHEN saved_cost IS NULL AND answer_cached = 0 THEN 1 ELSE 0 END) AS unknown_saving_requests
    FROM usage WHERE user_id = ${userId} GROUP BY 1, 2, 3`.execute(database)
  const kept = await database.selectFrom('usage_daily').selectAll().where('user_id', '=', userId).execute()
  const keyOf = (day: number, provider: unknown, model: unknown): string =>
    JSON.stringify([day, provider, model])
  const fresh = new Map(summed.map((row) => [keyOf(Number(row.day_number), row.provider, row.model), row]))
  const differences = kept.flatMap((row) => {
    const other = fresh.get(keyOf(Date.parse(row.day) / 86_400_000, row.provider, row.model))
    return dailySumColumns
      .filter((name) => row[name] !== other?.[name])
      .map((name) => `${row.day} ${row.model} ${name}: ${row[name]} instead of ${other?.[name] ?? 'nothing'}`)
  })
  return kept.length === fresh.size
    ? differences
    : [...differences, `${kept.length} days instead of ${fresh.size}`]
}
