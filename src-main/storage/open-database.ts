import Sqlite, { type Database } from 'better-sqlite3'
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { migrate } from './migrate.ts'
import { isCorruption, sqliteCode, toStorageError } from './storage-errors.ts'

/** Above this size a whole check at every start would be felt (about 1 ms per MB); SQLite still checks what it reads. */
const checkUpToBytes = 64 * 1024 * 1024

export interface OpenedDatabase {
  readonly database: Database
  readonly file: string
  /** Set when saved data can be read but nothing can be written. */
  readonly readOnlyReason?: string
  /** Set when a damaged file was kept aside: where it lies. */
  readonly setAside?: string
}

/**
 * Opens `rephlo.sqlite` in the data folder, creating both as needed. A damaged file is renamed, never deleted, and a new one
 * begun; a read-only one is opened for reading. Throws RephloError: storage_newer, storage_full, storage_read_only, storage_error.
 */
export function openDatabase(dataFolder: string, now: () => Date = () => new Date()): OpenedDatabase {
  const file = join(dataFolder, 'rephlo.sqlite')
  createFolder(dataFolder, file)
  try {
    return { database: openForWriting(file), file }
  } catch (error) {
    if (isCorruption(error)) return startAnew(file, now())
    if (isNotWritable(error) && existsSync(file)) return openForReading(file, error)
    throw toStorageError(error, file)
  }
}

function createFolder(folder: string, file: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new RephloError('storage_read_only', `Rephlo cannot create its data folder ${dirname(file)}. Make its parent writable or choose another folder with --data-dir.`, { cause: error })
  }
}

function openForWriting(file: string): Database {
  return configured(new Sqlite(file, { timeout: 2_000 }), (database) => {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    checkWhole(database, file)
  })
}

function openForReading(file: string, reason: unknown): OpenedDatabase {
  try {
    const database = configured(new Sqlite(file, { readonly: true, timeout: 2_000 }), (opened) => {
      opened.prepare('SELECT count(*) FROM settings').get()
    })
    const problem = toStorageError(reason, file)
    return { database, file, readOnlyReason: problem instanceof RephloError ? problem.message : String(reason) }
  } catch (error) {
    throw toStorageError(error, file)
  }
}

function configured(database: Database, configure: (database: Database) => void): Database {
  try {
    configure(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function checkWhole(database: Database, file: string): void {
  if (statSync(file).size > checkUpToBytes) return
  const answer = database.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') throw new Sqlite.SqliteError(String(answer), 'SQLITE_CORRUPT')
}

function isNotWritable(error: unknown): boolean {
  const code = sqliteCode(error) ?? ''
  return code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')
}

function startAnew(file: string, now: Date): OpenedDatabase {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-')
  const aside = file.replace(/\.sqlite$/, `.damaged-${stamp}.sqlite`)
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    }
    return { database: openForWriting(file), file, setAside: aside }
  } catch (error) {
    throw toStorageError(error, file)
  }
}
