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

type SqliteStatements = ReturnType<typeof prepareSqliteStatements>

/**
 * The money path on SQLite: prepared statements, committed together with those of all calls of the same
 * moment.
 */
export function createSqliteLedger({ sqlite, inBatch }: SqliteStorage, options: LedgerOptions): Ledger {
  const books = new SqliteBooks(prepareSqliteStatements(sqlite), options)
  const readBalance = sqlite.transaction((userId: string) => books.balanceOf(userId))
  return {
    balanceOf: (userId) => Promise.resolve(userId).then(readBalance),
    hold: (request) => inBatch(() => books.hold(request)),
    settle: (record) => inBatch(() => books.settle(record)),
    release: (requestId) => inBatch(() => books.free(requestId)),
    grant: (request) => inBatch(() => books.grant(request)),
    giveUp: (lost) => inBatch(() => books.giveUp(lost)),
  }
}

/** What each operation does to the rows; every method belongs into a transaction. */
class SqliteBooks {
  readonly #statements: SqliteStatements
  readonly #instanceId: string
  readonly #now: () => number

  constructor(statements: SqliteStatements, { instanceId, now }: LedgerOptions) {
    this.#statements = statements
    this.#instanceId = instanceId
    this.#now = now
  }

  balanceOf(userId: string): Balance {
    const balance = this.#statements.balance.get(userId)
    if (balance === undefined) throw noSuchUser()
    return { balance, held: this.#heldBy(userId) }
  }

  #heldBy(userId: string): number {
    return this.#statements.held.get(userId) ?? 0
  }

  hold({ requestId, userId, amount, provider, model, streamed }: HoldRequest): HoldResult {
    const balance = this.#statements.take.get(amount, userId, amount)
    if (balance === undefined) return { isHeld: false, ...this.balanceOf(userId) }
    this.#statements.insertHold.run(
      requestId,
      userId,
      amount,
      provider,
      model,
      Number(streamed),
      this.#instanceId,
      this.#now(),
    )
    return { isHeld: true }
  }

  settle(record: UsageRecord): SettleResult {
    const before = this.#statements.usage.get(record.requestId)
    if (before !== undefined && before.status !== 'lost')
      return {
        balance: this.balanceOf(before.user_id).balance,
        charged: before.credits,
        shortfall: before.shortfall ?? 0,
        wasSettled: true,
      }
    if (before !== undefined) this.#takeBack(before)
    const held = this.#statements.deleteHold.get(record.requestId)
    if (held !== undefined && held.user_id !== record.userId)
      throw new TypeError('A call is settled for the user who made it.')
    const { balance, charged } = this.#pay(record, held?.amount ?? 0)
    this.#write(toUsageRow(record, charged))
    return { balance, charged, shortfall: record.credits - charged, wasSettled: false }
  }

  #pay({ userId, credits }: UsageRecord, held: number): { balance: number; charged: number } {
    const balance = this.#statements.add.get(held - credits, userId, held - credits)
    if (balance !== undefined) return { balance, charged: credits }
    const all = this.#statements.balance.get(userId)
    if (all === undefined) throw noSuchUser()
    this.#statements.add.get(-all, userId, -all)
    return { balance: 0, charged: all + held }
  }

  #write(row: UsageTable): void {
    this.#statements.insertUsage.run(usageColumns.map((column) => row[column]))
    this.#addUp(row, 1)
  }

  #addUp(row: UsageTable, sign: 1 | -1): void {
    const sums = dailySumsOf(row, sign)
    this.#statements.addUp.run(dailyColumns.map((column) => sums[column]))
  }

  #takeBack(lost: UsageTable): void {
    this.#statements.deleteUsage.run(lost.request_id)
    this.#addUp(lost, -1)
    this.#statements.deleteEmptySums.run(lost.user_id)
  }

  free(requestId: string): string | undefined {
    const freed = this.#statements.deleteHold.get(requestId)
    if (freed !== undefined) this.#statements.add.get(freed.amount, freed.user_id, freed.amount)
    return freed?.user_id
  }

  giveUp(lost: HoldsTable): boolean {
    const isFreed = this.free(lost.request_id) !== undefined
    if (isFreed && this.#statements.usage.get(lost.request_id) === undefined) this.#write(toLostRow(lost))
    return isFreed
  }

  grant(request: GrantRequest): GrantResult {
    const { id, userId, delta, note, grantedBy } = request
    const booked = id === undefined ? undefined : this.#statements.bookedGrant.get(id)
    if (booked !== undefined) {
      ensureSameGrant(request, booked)
      return { ...this.balanceOf(userId), repeated: true }
    }
    const balance = this.#statements.add.get(delta, userId, delta)
    if (balance === undefined) throw balanceTooLow(this.balanceOf(userId), delta)
    this.#statements.insertGrant.run(id ?? randomUUID(), userId, delta, note, grantedBy ?? null, this.#now())
    return { balance, held: this.#heldBy(userId) }
  }
}
