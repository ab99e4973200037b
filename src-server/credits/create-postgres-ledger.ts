import { randomUUID } from 'node:crypto'
import type { Pool, QueryResultRow } from 'pg'
import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import type { HoldsTable, UsageTable } from '../storage/schema.ts'
import type { PostgresStorage } from '../storage/storage.ts'
import type { Balance, GrantResult, HoldRequest, HoldResult, SettleResult } from './credit-store.ts'
import { dailySumsOf } from './daily-sums.ts'
import {
  balanceTooLow,
  ensureSameGrant,
  noSuchUser,
  type BookedGrant,
  type GrantRequest,
  type Ledger,
  type LedgerOptions,
} from './ledger.ts'
import {
  balanceText,
  bookedGrantText,
  giveUpText,
  giveUpValues,
  grantText,
  holdText,
  releaseText,
  settleText,
  settleValues,
  takeBackText,
  takeBackValues,
} from './postgres-statements.ts'
import { isDuplicate, retryConflicts } from './retry-conflicts.ts'
import { toLostRow, toUsageRow } from './usage-row.ts'

type Connection = Pick<Pool, 'query'>

interface LedgerContext extends LedgerOptions {
  readonly pool: Pool
}

/**
 * The money path on PostgreSQL: one prepared statement, one round trip for each operation that is not
 * refused.
 */
export function createPostgresLedger({ pool }: PostgresStorage, { instanceId, now }: LedgerOptions): Ledger {
  const context: LedgerContext = { pool, instanceId, now }
  return {
    balanceOf: (userId) => balanceOf(pool, userId),
    hold: (request) => retryConflicts(() => hold(context, request)),
    settle: (record) => retryConflicts(() => settle(context, record)),
    release: (requestId) => retryConflicts(() => release(context, requestId)),
    grant: (request) => retryConflicts(() => grant(context, request)),
    giveUp: (lost) => retryConflicts(() => giveUp(context, lost)),
  }
}

async function balanceOf(connection: Connection, userId: string): Promise<Balance> {
  const [balance] = await run<Balance>(connection, 'credits-balance', balanceText, [userId])
  if (balance === undefined) throw noSuchUser()
  return balance
}

async function hold(context: LedgerContext, request: HoldRequest): Promise<HoldResult> {
  const { pool, instanceId, now } = context
  const { requestId, userId, amount, provider, model, streamed } = request
  const values = [userId, requestId, amount, provider, model, Number(streamed), instanceId, now()]
  const paid = await run(pool, 'credits-hold', holdText, values)
  // Asked anew on refusal, because what refused it may be younger than the statement's snapshot.
  return paid.length === 0 ? { isHeld: false, ...(await balanceOf(pool, userId)) } : { isHeld: true }
}

async function settle({ pool }: LedgerContext, record: UsageRecord): Promise<SettleResult> {
  try {
    return await settleOnce(pool, record)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return await inTransaction(pool, (connection) => settleAgain(connection, record))
  }
}

/** For a request that has a row already: settled before, or given up as lost. */
async function settleAgain(connection: Connection, record: UsageRecord): Promise<SettleResult> {
  await connection.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [record.userId])
  const {
    rows: [before],
  } = await connection.query<UsageTable>('SELECT * FROM usage WHERE request_id = $1', [record.requestId])
  if (before !== undefined && before.status !== 'lost')
    return {
      balance: (await balanceOf(connection, before.user_id)).balance,
      charged: before.credits,
      shortfall: before.shortfall ?? 0,
      wasSettled: true,
    }
  if (before !== undefined) await takeBack(connection, before)
  return await settleOnce(connection, record)
}

async function release({ pool }: LedgerContext, requestId: string): Promise<string | undefined> {
  const [freed] = await run<{ id: string }>(pool, 'credits-release', releaseText, [requestId])
  return freed?.id
}

async function grant({ pool, now }: LedgerContext, request: GrantRequest): Promise<GrantResult> {
  const { id = randomUUID(), userId, delta, note, grantedBy } = request
  const [balance] = await run<Balance>(pool, 'credits-grant', grantText, [
    userId,
    delta,
    id,
    note,
    grantedBy ?? null,
    now(),
  ])
  if (balance !== undefined) return balance
  // Asked after the refusal: the first of two at once has been committed by
  // now, and may have taken what the second lacks.
  const [booked] = await run<BookedGrant>(pool, 'credits-booked-grant', bookedGrantText, [id])
  if (booked === undefined) throw balanceTooLow(await balanceOf(pool, userId), delta)
  ensureSameGrant(request, booked)
  return { ...(await balanceOf(pool, userId)), repeated: true }
}

async function giveUp({ pool }: LedgerContext, lost: HoldsTable): Promise<boolean> {
  const row = toLostRow(lost)
  return (await run(pool, 'credits-give-up', giveUpText, giveUpValues(row, dailySumsOf(row)))).length > 0
}

async function settleOnce(connection: Connection, record: UsageRecord): Promise<SettleResult> {
  const row = toUsageRow(record, record.credits)
  const values = settleValues(record.credits, row, dailySumsOf(row))
  const [paid] = await run<{ balance: number; charged: number }>(
    connection,
    'credits-settle',
    settleText,
    values,
  )
  if (paid === undefined) throw noSuchUser()
  return { ...paid, shortfall: record.credits - paid.charged, wasSettled: false }
}

async function takeBack(connection: Connection, lost: UsageTable): Promise<void> {
  await connection.query(takeBackText, takeBackValues(lost.request_id, dailySumsOf(lost, -1)))
  await connection.query('DELETE FROM usage_daily WHERE user_id = $1 AND requests = 0', [lost.user_id])
}

async function run<Row extends QueryResultRow>(
  connection: Connection,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await connection.query<Row>({ name, text, values })).rows
}

async function inTransaction<Result>(
  pool: Pool,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // Closing the connection undoes what was begun, even where it no longer answers.
    client.release(true)
    throw error
  }
}
