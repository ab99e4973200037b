import { z } from 'zod'
import { requestHitRate, tokenReuse } from '../../src-shared/cache-measures.ts'
import {
  runRecordSchema,
  savingsDaySchema,
  savingsTotalsSchema,
  type RunRecord,
  type SavingsRange,
  type SavingsScope,
  type SavingsSummary,
} from '../../src-shared/savings.ts'
import type { Storage } from '../storage/storage.ts'
import { localDay } from './local-day.ts'
import { fromRunRow, runColumns, toRunRow } from './run-row.ts'
import { totalColumns, totalsOfRun } from './run-totals.ts'

const openRunRow = z.object({ processId: z.number(), record: z.string() })
const dayMilliseconds = 24 * 60 * 60 * 1000
const columns = Object.values(totalColumns)
const insertRun = `INSERT INTO runs (${runColumns.join(', ')}) VALUES (${runColumns.map((column) => `:${column}`).join(', ')})`
const addToDay = `INSERT INTO daily_rollups (practice, day, ${columns.join(', ')}) VALUES (:practice, :day, ${columns.map((column) => `:${column}`).join(', ')})
  ON CONFLICT (practice, day) DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`
const sums = Object.entries(totalColumns).map(([name, column]) => `coalesce(sum(${column}), 0) AS ${name}`).join(', ')

/** Records runs and answers the Savings page. Sums are kept by day in the same transaction, so that no question scans the runs. */
export class RunStore {
  readonly #storage: Storage
  readonly #now: () => number

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage
    this.#now = now
  }

  /** Notes that a run begins, as the record it becomes if this process dies before its end. */
  begin(run: RunRecord): void {
    this.#storage.run('INSERT INTO open_runs (id, process_id, record) VALUES (:id, :processId, :record)', { id: run.id, processId: process.pid, record: JSON.stringify(run) })
  }

  /** Records the runs whose process died before they ended; `isAlive` says whether a process still runs. */
  recordInterrupted(isAlive: (processId: number) => boolean): void {
    for (const row of this.#storage.all('SELECT process_id AS processId, record FROM open_runs')) {
      const { processId, record } = openRunRow.parse(row)
      // This process has begun none yet: its number was another's before.
      if (processId === process.pid || !isAlive(processId)) this.record(runRecordSchema.parse(JSON.parse(record)))
    }
  }

  /** Writes the run and its day's sums, both or neither. */
  record(run: RunRecord): void {
    const row = toRunRow(run)
    const totals = totalsOfRun(run)
    const day = Object.fromEntries(Object.entries(totalColumns).map(([name, column]) => [column, totals[name as keyof typeof totals]]))
    this.#storage.transaction(() => {
      this.#storage.run(insertRun, row)
      this.#storage.run(addToDay, { ...day, practice: row.practice, day: row.day })
      this.#storage.run('DELETE FROM open_runs WHERE id = :id', { id: row.id })
    })
  }

  summary(range: SavingsRange, scope: SavingsScope): SavingsSummary {
    const parameters = { practice: scope === 'practice' ? 1 : 0, from: this.#firstDay(range) }
    const where = 'FROM daily_rollups WHERE practice = :practice AND day >= :from'
    const totals = savingsTotalsSchema.parse(this.#storage.get(`SELECT ${sums} ${where}`, parameters))
    const days = this.#storage.all(`SELECT day, ${sums} ${where} GROUP BY day ORDER BY day`, parameters)
    return {
      totals,
      requestHitRate: requestHitRate(totals),
      tokenReuse: tokenReuse(totals),
      days: days.map((day) => savingsDaySchema.parse(day)),
    }
  }

  /** The latest runs first; `before` (epoch milliseconds) continues a list. */
  list(scope: SavingsScope, limit: number, before = Number.MAX_SAFE_INTEGER): RunRecord[] {
    const rows = this.#storage.all('SELECT * FROM runs WHERE practice = :practice AND started_at < :before ORDER BY started_at DESC, id LIMIT :limit', {
      practice: scope === 'practice' ? 1 : 0,
      before,
      limit,
    })
    return rows.map(fromRunRow)
  }

  #firstDay(range: SavingsRange): string {
    switch (range) {
      case 'all':
        return ''
      case '7d':
        return localDay(this.#now() - 6 * dayMilliseconds)
      case '30d':
        return localDay(this.#now() - 29 * dayMilliseconds)
    }
  }
}
