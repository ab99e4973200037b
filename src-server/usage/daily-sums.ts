import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { requestHitRate, tokenReuse } from '../../src-shared/cache-measures.ts'
import type { UsageTotals } from '../../src-shared/dedicated-api/usage-record.ts'
import type { MeasuredTotals } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { Tables, UsageDailyTable } from '../storage/schema.ts'

/** The columns of `usage_daily` that are summed, with their names in UsageTotals. */
const totalColumns = {
  requests: 'requests',
  failed: 'failed',
  answerCacheHits: 'answer_cache_hits',
  answerCacheMisses: 'answer_cache_misses',
  answerCacheSavedCredits: 'answer_cache_saved_credits',
  reportingRequests: 'reporting_requests',
  hitRequests: 'hit_requests',
  inputTokens: 'input_tokens',
  uncachedInputTokens: 'uncached_input_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  outputTokens: 'output_tokens',
  credits: 'credits',
  vendorCost: 'vendor_cost',
  unknownCostRequests: 'unknown_cost_requests',
  savedCost: 'saved_cost',
  unknownSavingRequests: 'unknown_saving_requests',
} as const satisfies Record<keyof UsageTotals, keyof UsageDailyTable>

const totalNames = Object.keys(totalColumns) as (keyof UsageTotals)[]

/** Whole days (UTC, ISO dates), both included; of one user, or of all. */
export interface DayRange {
  readonly userId?: string | undefined
  readonly from: string
  readonly to: string
}

type GroupColumn = 'user_id' | 'day' | 'provider' | 'model'
type Group<Column extends GroupColumn> = Record<Column, string> & MeasuredTotals

/** The sums over a range; zeros where there is nothing. */
export async function sumDays(database: Kysely<Tables>, range: DayRange): Promise<MeasuredTotals> {
  return measured(await inRange(database, range).select(sums()).executeTakeFirstOrThrow())
}

/**
 * The sums of each group: days in order, other groups with the most credits
 * first, then by name. `limit` keeps the first ones.
 */
export async function sumDaysBy<Column extends GroupColumn>(
  database: Kysely<Tables>,
  range: DayRange,
  columns: readonly Column[],
  limit?: number,
): Promise<Group<Column>[]> {
  const names = columns.map((column) => sql.ref(column))
  const grouped = inRange(database, range)
    .select(columns.map((column) => sql<string>`${sql.ref(column)}`.as(column)))
    .select(sums())
    .groupBy(names)
  const ordered = columns.some((column) => column === 'day')
    ? grouped
    : grouped.orderBy(sql`sum(credits)`, 'desc')
  const sorted = names.reduce((query, name) => query.orderBy(name), ordered)
  const rows = await (limit === undefined ? sorted : sorted.limit(limit)).execute()
  // Kysely cannot infer columns from a list that varies.
  return rows.map((row) => ({ ...(pick(row, columns) as Record<Column, string>), ...measured(row) }))
}

function inRange(
  database: Kysely<Tables>,
  { userId, from, to }: DayRange,
): SelectQueryBuilder<Tables, 'usage_daily', object> {
  const query = database.selectFrom('usage_daily').where('day', '>=', from).where('day', '<=', to)
  return userId === undefined ? query : query.where('user_id', '=', userId)
}

function sums() {
  return totalNames.map((name) => sql<number>`coalesce(sum(${sql.ref(totalColumns[name])}), 0)`.as(name))
}

function pick(row: Readonly<Record<string, unknown>>, columns: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

/** Sums with their rates, which are absent where nothing was reported. */
export function measured(row: UsageTotals): MeasuredTotals {
  const totals = Object.fromEntries(totalNames.map((name) => [name, row[name]])) as UsageTotals
  const cache = {
    reportingRuns: totals.reportingRequests,
    hitRuns: totals.hitRequests,
    cacheReadTokens: totals.cacheReadTokens,
    inputTokens: totals.inputTokens,
  }
  return { ...totals, requestHitRate: requestHitRate(cache), tokenReuse: tokenReuse(cache) }
}
