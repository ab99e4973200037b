import type { Database, Statement } from 'better-sqlite3'
import type { CreditGrantsTable, UsageTable } from '../storage/schema.ts'
import { addToDailySums, dailyColumns } from './daily-sums.ts'
import { usageColumns } from './usage-row.ts'

type Value = string | number | null

export interface SqliteStatements {
  readonly balance: Statement<[string], number>
  readonly held: Statement<[string], number>
  /** Takes credits of an active user when there are enough; the balance after it. */
  readonly take: Statement<[number, string, number], number>
  /** Changes a balance unless it would fall below zero; the balance after it. */
  readonly add: Statement<[number, string, number], number>
  readonly insertHold: Statement<[string, string, number, string, string, number, string, number]>
  readonly deleteHold: Statement<[string], { readonly user_id: string; readonly amount: number }>
  readonly usage: Statement<[string], UsageTable>
  readonly insertUsage: Statement<[Value[]]>
  readonly deleteUsage: Statement<[string]>
  readonly addUp: Statement<[Value[]]>
  readonly deleteEmptySums: Statement<[string]>
  readonly bookedGrant: Statement<[string], Pick<CreditGrantsTable, 'user_id' | 'delta'>>
  readonly insertGrant: Statement<[string, string, number, string, string | null, number]>
}

/** Every statement of the money path, compiled once: preparing takes longer than running. */
export function prepareSqliteStatements(sqlite: Database): SqliteStatements {
  const pluck = <Parameters extends unknown[]>(text: string): Statement<Parameters, number> =>
    sqlite.prepare<Parameters, number>(text).pluck()
  return {
    balance: pluck<[string]>('SELECT balance FROM users WHERE id = ?'),
    held: pluck<[string]>('SELECT COALESCE(SUM(amount), 0) FROM holds WHERE user_id = ?'),
    take: pluck<[number, string, number]>(
      "UPDATE users SET balance = balance - ? WHERE id = ? AND status = 'active' AND balance >= ? " +
        'RETURNING balance',
    ),
    add: pluck<[number, string, number]>(
      'UPDATE users SET balance = balance + ? WHERE id = ? AND balance + ? >= 0 RETURNING balance',
    ),
    insertHold: sqlite.prepare(
      'INSERT INTO holds (request_id, user_id, amount, provider, model, streamed, instance_id, ' +
        'created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    deleteHold: sqlite.prepare('DELETE FROM holds WHERE request_id = ? RETURNING user_id, amount'),
    usage: sqlite.prepare('SELECT * FROM usage WHERE request_id = ?'),
    insertUsage: sqlite.prepare<[Value[]]>(insertInto('usage', usageColumns)),
    deleteUsage: sqlite.prepare('DELETE FROM usage WHERE request_id = ?'),
    addUp: sqlite.prepare<[Value[]]>(`${insertInto('usage_daily', dailyColumns)} ${addToDailySums}`),
    deleteEmptySums: sqlite.prepare('DELETE FROM usage_daily WHERE user_id = ? AND requests = 0'),
    bookedGrant: sqlite.prepare('SELECT user_id, delta FROM credit_grants WHERE id = ?'),
    insertGrant: sqlite.prepare(
      'INSERT INTO credit_grants (id, user_id, delta, note, granted_by, created_at) VALUES ' +
        '(?, ?, ?, ?, ?, ?)',
    ),
  }
}

function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
}
