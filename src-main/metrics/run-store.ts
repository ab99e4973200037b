import { z } from 'zod'
import { requestHitRate, tokenReuse } from '../../src-shared/cache-measures.ts'
import {
  runRecordSchema,
  type RunRecord,
  type SavingsRange,
  type SavingsScope,
  type SavingsSummary,
  type UpkeepRecord,
} from '../../src-shared/savings.ts'
import type { Storage } from '../storage/storage.ts'
import { DailySums } from './daily-sums.ts'
import { localDay } from './local-day.ts'
import { fromRunRow, reasonOf, runColumns, toRunRow } from './run-row.ts'
import { totalsOfRun, totalsOfUpkeep } from './run-totals.ts'

const openRunRow = z.object({ processId: z.number(), record: z.string() })
const insertRun =
  `INSERT INTO runs (${runColumns.join(', ')}) ` +
  `VALUES (${runColumns.map((column) => `:${column}`).join(', ')})`
const insertUpkeep = `INSERT INTO cache_upkeep
  (id, at, day, practice, kind, provider, model, space_id, space_name, tokens, cost)
  VALUES (:id, :at, :day, :practice, :kind, :provider, :model, :spaceId, :spaceName, :tokens, :cost)`

/**
 * Records runs and answers the Savings page. Sums are kept by day in the same transaction, so that no
 * question scans the runs.
 */
export class RunStore {
  readonly #storage: Storage
  readonly #sums: DailySums
  readonly #now: () => number

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage
    this.#sums = new DailySums(storage)
    this.#now = now
  }

  /** Notes that a run begins, as the record it becomes if this process dies before its end. */
  begin(run: RunRecord): void {
    this.#storage.run('INSERT INTO open_runs (id, process_id, record) VALUES (:id, :processId, :record)', {
      id: run.id,
      processId: process.pid,
      record: JSON.stringify(run),
    })
  }

  /** Records the runs whose process died before they ended; `isAlive` says whether a process still runs. */
  recordInterrupted(isAlive: (processId: number) => boolean): void {
    for (const row of this.#storage.all('SELECT process_id AS processId, record FROM open_runs')) {
      const { processId, record } = openRunRow.parse(row)
      // This process has begun none yet: its number was another's before.
      if (processId === process.pid || !isAlive(processId))
        this.record(runRecordSchema.parse(JSON.parse(record)))
    }
  }

  /** Writes the run and its day's sums, both or neither. */
  record(run: RunRecord): void {
    const row = toRunRow(run)
    this.#storage.transaction(() => {
      this.#storage.run(insertRun, row)
      this.#sums.add(
        { practice: run.practice ? 1 : 0, day: localDay(run.startedAt) },
        totalsOfRun(run),
        run,
        reasonOf(run),
      )
      this.#storage.run('DELETE FROM open_runs WHERE id = :id', { id: run.id })
    })
  }

  /** Writes an expense to keep a cache and its day's sums, both or neither. */
  recordUpkeep(upkeep: UpkeepRecord): void {
    const key = { practice: upkeep.practice ? 1 : 0, day: localDay(upkeep.at) }
    const { spaceId = null, spaceName = null, tokens = null, cost = null } = upkeep
    this.#storage.transaction(() => {
      this.#storage.run(insertUpkeep, { ...upkeep, ...key, spaceId, spaceName, tokens, cost })
      this.#sums.add(key, totalsOfUpkeep(upkeep), upkeep)
    })
  }

  /**
   * What upkeep cost today (local time) in nano-dollars, for a daily budget; expenses of unknown cost count
   * as nothing.
   */
  upkeepToday(scope: SavingsScope): number {
    return this.#sums.totals({ practice: scope === 'practice' ? 1 : 0, day: localDay(this.#now()) })
      .upkeepCost
  }

  summary(range: SavingsRange, scope: SavingsScope): SavingsSummary {
    const from = { practice: scope === 'practice' ? 1 : 0, day: this.#firstDay(range) }
    const totals = this.#sums.totals(from)
    return {
      totals,
      requestHitRate: requestHitRate(totals),
      tokenReuse: tokenReuse(totals),
      days: this.#sums.days(from),
      missReasons: this.#sums.missReasons(from),
      spaces: this.#sums.spaces(from),
    }
  }

  /** The latest runs first; `before` (epoch milliseconds) continues a list. */
  list(scope: SavingsScope, limit: number, before = Number.MAX_SAFE_INTEGER): RunRecord[] {
    const rows = this.#storage.all(
      `SELECT * FROM runs WHERE practice = :practice AND started_at < :before
        ORDER BY started_at DESC, id LIMIT :limit`,
      {
        practice: scope === 'practice' ? 1 : 0,
        before,
        limit,
      },
    )
    return rows.map(fromRunRow)
  }

  #firstDay(range: SavingsRange): string {
    switch (range) {
      case 'all':
        return ''
      case '7d':
        return localDay(this.#now(), 6)
      case '30d':
        return localDay(this.#now(), 29)
    }
  }
}
