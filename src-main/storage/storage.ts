import type { Database, Statement } from 'better-sqlite3'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { sqliteCode, toStorageError } from './storage-errors.ts'

type Row = Record<string, unknown>
type Parameters = Record<string, string | number | null>

/**
 * The database as stores use it: named parameters, statements prepared once, and errors that say what to do.
 * Rows are unvalidated; each store parses them with its own schema.
 */
export class Storage {
  readonly #database: Database
  readonly #file: string
  readonly #statements = new Map<string, Statement>()
  readonly #slow: (sql: string, milliseconds: number) => void
  readonly #readOnlyReason: string | undefined

  /** `readOnlyReason`: why nothing can be written, when that was known as the database was opened. */
  constructor(
    database: Database,
    file: string,
    readOnlyReason?: string,
    slow: (sql: string, milliseconds: number) => void = () => undefined,
  ) {
    this.#database = database
    this.#file = file
    this.#slow = slow
    this.#readOnlyReason = readOnlyReason
  }

  all(sql: string, parameters: Parameters = {}): Row[] {
    return this.#timed(sql, () => this.#prepare(sql).all(parameters).filter(isRow))
  }

  get(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.#timed(sql, () => {
      const row = this.#prepare(sql).get(parameters)
      return isRow(row) ? row : undefined
    })
  }

  /** Returns the number of changed rows. */
  run(sql: string, parameters: Parameters = {}): number {
    return this.#timed(sql, () => this.#prepare(sql).run(parameters).changes)
  }

  /** Runs `work` in one transaction: all of it is saved, or nothing. */
  transaction<Result>(work: () => Result): Result {
    return this.#timed('TRANSACTION', () => this.#database.transaction(work).immediate())
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #explain(error: unknown): unknown {
    const isRefusedWrite = sqliteCode(error)?.startsWith('SQLITE_READONLY') === true
    if (isRefusedWrite && this.#readOnlyReason !== undefined)
      return new RephloError('storage_read_only', this.#readOnlyReason, { cause: error, retryable: true })
    return toStorageError(error, this.#file)
  }

  #timed<Result>(sql: string, work: () => Result): Result {
    const start = performance.now()
    try {
      return work()
    } catch (error) {
      throw this.#explain(error)
    } finally {
      const elapsed = performance.now() - start
      if (elapsed > 50) this.#slow(sql, elapsed)
    }
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
