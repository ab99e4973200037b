import Sqlite, { type Database } from 'better-sqlite3'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, SqliteDialect } from 'kysely'
import { createBatch } from './create-batch.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './schema.ts'
import type { SqliteStorage } from './storage.ts'

/** How long to wait for another process that writes. */
const busyTimeoutMs = 5_000
const retryMs = 25

/** Opens `gateway.sqlite` in the data folder, creating both; only the operator may read them. */
export async function openSqlite(dataFolder: string): Promise<SqliteStorage> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'gateway.sqlite')
  // SQLite gives its other files the same rights.
  closeSync(openSync(file, 'a', 0o600))
  const sqlite = new Sqlite(file, { timeout: 0 })
  // In bytes, of a new file: each call changes a few rows here and there,
  // and every page that it touches is written whole.
  sqlite.pragma('page_size = 2048')
  await whenFree(() => sqlite.pragma('journal_mode = WAL'))
  // What is committed survives the death of the process; only a power cut may take the last moments.
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  // In KiB: the newest rows and the indexes' inner pages; the system keeps the rest of the file.
  sqlite.pragma('cache_size = -4000')
  // Fewer, larger checkpoints: each of them waits for the disk.
  sqlite.pragma('wal_autocheckpoint = 8000')
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) })
  const close = async (): Promise<void> => await database.destroy()
  try {
    await migrateAlone(sqlite, database)
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`)
  } catch (error) {
    await close()
    throw error
  }
  return { dialect: 'sqlite', database, sqlite, inBatch: createBatch(sqlite), [Symbol.asyncDispose]: close }
}

/**
 * In one transaction, so that two processes that start at once do not both
 * create the tables, and one that dies leaves none.
 */
async function migrateAlone(sqlite: Database, database: Kysely<Tables>): Promise<void> {
  await whenFree(() => sqlite.exec('BEGIN IMMEDIATE'))
  try {
    await migrate(database, 'sqlite')
    sqlite.exec('COMMIT')
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw error
  }
}

/** SQLite's own waiting would stop this process, in which the other one may be. */
async function whenFree(work: () => unknown): Promise<void> {
  const deadline = Date.now() + busyTimeoutMs
  for (;;) {
    try {
      work()
      return
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isBusy || Date.now() > deadline) throw error
      await sleep(retryMs)
    }
  }
}
