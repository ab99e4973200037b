import type { Database as SqliteDatabase } from 'better-sqlite3'
import type { Redis } from 'ioredis'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

interface OpenDatabase extends AsyncDisposable {
  /**
   * For everything but the money path. One statement at a time: a transaction of kysely would stay open over
   * turns of the event loop, and on SQLite, where all share one connection, swallow the writes of others.
   */
  readonly database: Kysely<Tables>
}

export interface SqliteStorage extends OpenDatabase {
  readonly dialect: 'sqlite'
  /** For prepared statements on the money path. */
  readonly sqlite: SqliteDatabase
  /**
   * Runs work in one transaction together with what others ask in the same turn of
   * the event loop; resolves when it is committed.
   */
  readonly inBatch: <Result>(work: () => Result) => Promise<Result>
}

export interface PostgresStorage extends OpenDatabase {
  readonly dialect: 'postgres'
  readonly pool: Pool
}

/** An open database with the newest schema. */
export type Storage = SqliteStorage | PostgresStorage

/** The memory that several instances share; undefined in embedded mode, where each store keeps its own. */
export type SharedMemory = Redis | undefined
