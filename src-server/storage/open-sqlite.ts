import Sqlite from 'better-sqlite3'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { createBatch } from './create-batch.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './schema.ts'
import type { SqliteStorage } from './storage.ts'

/** How long to wait for another process that writes. */
const busyTimeoutMs = 5_000

/** Opens `gateway.sqlite` in the data folder, creating both; only the operator may read them. */
export async function openSqlite(dataFolder: string): Promise<SqliteStorage> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const sqlite = new Sqlite(join(dataFolder, 'gateway.sqlite'), { timeout: busyTimeoutMs })
  sqlite.pragma('journal_mode = WAL')
  // What is committed survives the death of the process; only a power cut may take the last moments.
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) })
  const close = async (): Promise<void> => await database.destroy()
  try {
    await migrate(database, 'sqlite')
  } catch (error) {
    await close()
    throw error
  }
  return { dialect: 'sqlite', database, sqlite, inBatch: createBatch(sqlite), [Symbol.asyncDispose]: close }
}
