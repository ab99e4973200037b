import type { Database, Statement } from 'better-sqlite3'
import { toStorageError } from './storage-errors.ts'

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

  constructor(database: Database, file: string, slow: (sql: string, milliseconds: number) => void = () => undefined) {
    this.#database = database
    this.#file = file
    this.#slow = slow
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

  #timed<Result>(sql: string, work: () => Result): Result {
    const start = performance.now()
    try {
      return work()
    } catch (error) {
      throw toStorageError(error, this.#file)
    } finally {
      const elapsed = performance.now() - start
      if (elapsed > 50) this.#slow(sql, elapsed)
    }
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
