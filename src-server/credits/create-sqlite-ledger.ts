import { randomUUID } from 'node:crypto'
import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import type { HoldsTable, UsageTable } from '../storage/schema.ts'
import type { SqliteStorage } from '../storage/storage.ts'
import type { Balance, GrantResult, HoldRequest, HoldResult, SettleResult } from './credit-store.ts'
import { dailyColumns, dailySumsOf } from './daily-sums.ts'
import {
  balanceTooLow,
  ensureSameGrant,
  noSuchUser,
  type GrantRequest,
  type Ledger,
  type LedgerOptions,
} from './ledger.ts'
import { prepareSqliteStatements } from './prepare-sqlite-statements.ts'
import { toLostRow, toUsageRow, usageColumns } from './usage-row.ts'

/**
 * The money path on SQLite: prepared statements, committed together with those of all calls of the same
 * moment.
 */
export function createSqliteLedger(
  { sqlite, inBatch }: SqliteStorage,
  { instanceId, now }: LedgerOptions,
): Ledger {
  const statements = prepareSqliteStatements(sqlite)

  function balanceOf(userId: string): Balance {
    const balance = statements.balance.get(userId)
    if (balance === undefined) throw noSuchUser()
    return { balance, held: heldBy(userId) }
  }

  function heldBy(userId: string): number {
    return statements.held.get(userId) ?? 0
  }

  function hold({ requestId, userId, amount, provider, model, streamed }: HoldRequest): HoldResult {
    const balance = statements.take.get(amount, userId, amount)
    if (balance === undefined) return { isHeld: false, ...balanceOf(userId) }
    statements.insertHold.run(requestId, userId, amount, provider, model, Number(streamed), instanceId, now())
    return { isHeld: true }
  }

  function settle(record: UsageRecord): SettleResult {
    const before = statements.usage.get(record.requestId)
    if (before !== undefined && before.status !== 'lost')
      return {
        balance: balanceOf(before.user_id).balance,
        charged: before.credits,
        shortfall: before.shortfall ?? 0,
        wasSettled: true,
      }
    if (before !== undefined) takeBack(before)
    const held = statements.deleteHold.get(record.requestId)
    if (held !== undefined && held.user_id !== record.userId)
      throw new TypeError('A call is settled for the user who made it.')
    const { balance, charged } = pay(record, held?.amount ?? 0)
    write(toUsageRow(record, charged))
    return { balance, charged, shortfall: record.credits - charged, wasSettled: false }
  }

  function pay({ userId, credits }: UsageRecord, held: number): { balance: number; charged: number } {
    const balance = statements.add.get(held - credits, userId, held - credits)
    if (balance !== undefined) return { balance, charged: credits }
    const all = statements.balance.get(userId)
    if (all === undefined) throw noSuchUser()
    statements.add.get(-all, userId, -all)
    return { balance: 0, charged: all + held }
  }

  function write(row: UsageTable): void {
    statements.insertUsage.run(usageColumns.map((column) => row[column]))
    addUp(row, 1)
  }

  function addUp(row: UsageTable, sign: 1 | -1): void {
    const sums = dailySumsOf(row, sign)
    statements.addUp.run(dailyColumns.map((column) => sums[column]))
  }

  function takeBack(lost: UsageTable): void {
    statements.deleteUsage.run(lost.request_id)
    addUp(lost, -1)
    statements.deleteEmptySums.run(lost.user_id)
  }

  function free(requestId: string): string | undefined {
    const freed = statements.deleteHold.get(requestId)
    if (freed !== undefined) statements.add.get(freed.amount, freed.user_id, freed.amount)
    return freed?.user_id
  }

  function giveUp(lost: HoldsTable): boolean {
    const isFreed = free(lost.request_id) !== undefined
    if (isFreed && statements.usage.get(lost.request_id) === undefined) write(toLostRow(lost))
    return isFreed
  }

  function grant(request: GrantRequest): GrantResult {
    const { id, userId, delta, note, grantedBy } = request
    const booked = id === undefined ? undefined : statements.bookedGrant.get(id)
    if (booked !== undefined) {
      ensureSameGrant(request, booked)
      return { ...balanceOf(userId), repeated: true }
    }
    const balance = statements.add.get(delta, userId, delta)
    if (balance === undefined) throw balanceTooLow(balanceOf(userId), delta)
    statements.insertGrant.run(id ?? randomUUID(), userId, delta, note, grantedBy ?? null, now())
    return { balance, held: heldBy(userId) }
  }

  const readBalance = sqlite.transaction(balanceOf)
  return {
    balanceOf: (userId) => Promise.resolve(userId).then(readBalance),
    hold: (request) => inBatch(() => hold(request)),
    settle: (record) => inBatch(() => settle(record)),
    release: (requestId) => inBatch(() => free(requestId)),
    grant: (request) => inBatch(() => grant(request)),
    giveUp: (lost) => inBatch(() => giveUp(lost)),
  }
}
