import type { UsageDailyTable, UsageTable } from '../storage/schema.ts'
import { addToDailySums, dailyColumns } from './daily-sums.ts'
import { usageColumns } from './usage-row.ts'

const texts: ReadonlySet<string> = new Set<keyof UsageTable | keyof UsageDailyTable>([
  'request_id',
  'user_id',
  'day',
  'provider',
  'model',
  'status',
  'error_code',
])

/**
 * The statements of the money path; each is a whole transaction in one round trip. All of them lock the
 * user's row first, so that two never wait for each other; and none trusts the statement's snapshot for
 * anything that another may have changed meanwhile: a balance comes from the locked row (PostgreSQL checks
 * "balance >= 0" on the row of the snapshot first), a hold counts only for the one who deletes it, and a
 * second row of history for the same request is refused by its key.
 */
const lockUser = 'locked AS MATERIALIZED (SELECT id, balance FROM users WHERE id = $1 FOR NO KEY UPDATE)'
const deleteHold =
  'freed AS (DELETE FROM holds WHERE request_id = $2 AND user_id = (SELECT id FROM locked) RETURNING amount)'
const held = '(SELECT COALESCE(SUM(amount), 0) FROM holds WHERE user_id = $1)'

export const balanceText = `SELECT balance, ${held} AS held FROM users WHERE id = $1`

/**
 * $1 user, $2 request, $3 amount, $4 provider, $5 model, $6 streamed, $7 instance, $8 now. No row when
 * refused.
 */
export const holdText = `WITH paid AS (UPDATE users SET balance = balance - $3::bigint WHERE id = $1
  AND status = 'active' AND balance >= $3::bigint RETURNING id),
  held AS (INSERT INTO holds (request_id, user_id, amount, provider, model, streamed, instance_id, created_at)
    SELECT $2, id, $3::bigint, $4, $5, $6::bigint, $7, $8::bigint FROM paid)
  SELECT id FROM paid`

/**
 * $1 user, $2 delta, $3 id, $4 note, $5 granted by, $6 now. No row
 * when refused, or when the id was booked before.
 */
export const grantText = `WITH ${lockUser},
  noted AS (INSERT INTO credit_grants (id, user_id, delta, note, granted_by, created_at) SELECT $3, id,
    $2::bigint, $4, $5, $6::bigint FROM locked WHERE balance + $2::bigint >= 0 ON CONFLICT (id) DO NOTHING
    RETURNING user_id),
  changed AS (UPDATE users SET balance = locked.balance + $2::bigint FROM locked, noted
    WHERE users.id = noted.user_id AND locked.id = noted.user_id RETURNING users.balance)
  SELECT balance, ${held} AS held FROM changed`

/** $1 id. */
export const bookedGrantText = 'SELECT user_id, delta FROM credit_grants WHERE id = $1'

/** $1 request. A row with the user when there was a hold. */
export const releaseText = `WITH locked AS MATERIALIZED (SELECT id FROM users
  WHERE id = (SELECT user_id FROM holds WHERE request_id = $1) FOR NO KEY UPDATE),
  freed AS (DELETE FROM holds WHERE request_id = $1 AND user_id = (SELECT id FROM locked) RETURNING user_id,
    amount)
  UPDATE users SET balance = balance + freed.amount FROM freed WHERE id = freed.user_id RETURNING id`

const settledUsage = usageColumns.filter((name) => name !== 'credits' && name !== 'shortfall')
const settledSums = dailyColumns.filter((name) => name !== 'credits')

/**
 * $1 user, $2 request, $3 what the call is worth, then the row and its sums but for what
 * is charged, which only the locked balance tells.
 */
export const settleText = `WITH ${lockUser}, ${deleteHold},
  charge AS MATERIALIZED (SELECT available, LEAST($3::bigint, available) AS credits
    FROM (SELECT balance + COALESCE((SELECT amount FROM freed), 0) AS available FROM locked) AS reach),
  written AS (INSERT INTO usage (${settledUsage.join(', ')}, credits, shortfall)
    SELECT ${placeholders(settledUsage, 4)}, credits, NULLIF($3::bigint - credits, 0) FROM charge),
  summed AS (INSERT INTO usage_daily (${settledSums.join(', ')}, credits)
    SELECT ${placeholders(settledSums, 4 + settledUsage.length)}, credits FROM charge ${addToDailySums}),
  paid AS (UPDATE users SET balance = charge.available - charge.credits FROM charge WHERE id = $1
    RETURNING balance, charge.credits)
  SELECT balance, credits AS charged FROM paid`

export function settleValues(credits: number, row: UsageTable, sums: UsageDailyTable): unknown[] {
  return [
    row.user_id,
    row.request_id,
    credits,
    ...settledUsage.map((name) => row[name]),
    ...settledSums.map((name) => sums[name]),
  ]
}

/** $1 user, $2 request, then the row and its sums. A row when the hold was still there. */
export const giveUpText = `WITH ${lockUser}, ${deleteHold},
  written AS (INSERT INTO usage (${usageColumns.join(', ')}) SELECT ${placeholders(usageColumns, 3)}
    FROM freed ON CONFLICT (request_id) DO NOTHING RETURNING request_id),
  summed AS (INSERT INTO usage_daily (${dailyColumns.join(', ')})
    SELECT ${placeholders(dailyColumns, 3 + usageColumns.length)} FROM written ${addToDailySums})
  UPDATE users SET balance = balance + freed.amount FROM freed WHERE id = $1 RETURNING id`

export function giveUpValues(row: UsageTable, sums: UsageDailyTable): unknown[] {
  return [
    row.user_id,
    row.request_id,
    ...usageColumns.map((name) => row[name]),
    ...dailyColumns.map((name) => sums[name]),
  ]
}

/** $1 request, then sums that are negative: takes a lost call back. */
export const takeBackText = `WITH gone AS (DELETE FROM usage WHERE request_id = $1)
  INSERT INTO usage_daily (${dailyColumns.join(', ')})
    SELECT ${placeholders(dailyColumns, 2)} ${addToDailySums}`

export function takeBackValues(requestId: string, sums: UsageDailyTable): unknown[] {
  return [requestId, ...dailyColumns.map((name) => sums[name])]
}

function placeholders(columns: readonly (keyof UsageTable | keyof UsageDailyTable)[], first: number): string {
  return columns.map((name, index) => `$${first + index}::${texts.has(name) ? 'text' : 'bigint'}`).join(', ')
}
