import Sqlite, { type Database } from 'better-sqlite3'
import { existsSync, readFileSync, renameSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RephloError, type ErrorCode } from '../../src-shared/rephlo-error.ts'
import { makeFolder } from './make-folder.ts'
import { isUpToDate, migrate } from './migrate.ts'
import { diskFull, isBusy, isCorruption, toStorageError } from './storage-errors.ts'

/**
 * Above this size a whole check at every start would be felt (about 1
 * ms per MB); SQLite still checks what it reads.
 */
const checkUpToBytes = 64 * 1024 * 1024
/** SQLite needs this much room for its own files before it can open a database for writing. */
const leastFreeBytes = 256 * 1024
/** How long to wait for another process that writes. */
const busyTimeoutMs = 4_000
/** Trouble that still lets the saved data be read. */
const readable: readonly ErrorCode[] = ['storage_full', 'storage_read_only', 'storage_error']

export interface OpenedDatabase {
  readonly database: Database
  readonly file: string
  /** Set when saved data can be read but nothing can be written. */
  readonly readOnlyReason?: string
  /** Set when a damaged file was kept aside: where it lies. */
  readonly setAside?: string
}

/**
 * Opens `rephlo.sqlite` in the data folder, creating both as needed. A damaged file is renamed, never
 * deleted, and a new one begun; a read-only one is opened for reading. Throws RephloError: storage_newer,
 * storage_full, storage_read_only, storage_error.
 */
export function openDatabase(dataFolder: string, now: () => Date = () => new Date()): OpenedDatabase {
  const file = join(dataFolder, 'rephlo.sqlite')
  createFolder(dataFolder, file)
  try {
    return { database: openForWriting(file), file }
  } catch (error) {
    if (isCorruption(error)) return startAnew(file, now())
    // Somebody else holds the file for the moment; that passes, and must
    // not be taken for a disk that cannot be written.
    if (isBusy(error)) throw toStorageError(error, file)
    const problem = isDiskFull(dataFolder) ? diskFull(file, error) : toStorageError(error, file)
    if (problem instanceof RephloError && readable.includes(problem.code) && existsSync(file))
      return openForReading(file, problem)
    throw problem
  }
}

function createFolder(folder: string, file: string): void {
  try {
    // Only the person may read what they keep here.
    makeFolder(folder)
  } catch (error) {
    throw new RephloError(
      'storage_read_only',
      `Rephlo cannot create its data folder ${dirname(file)}. ` +
        'Make its parent writable or choose another folder with --data-dir.',
      { cause: error },
    )
  }
}

function openForWriting(file: string): Database {
  return configured(new Sqlite(file, { timeout: busyTimeoutMs }), (database) => {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    checkWhole(database, file)
  })
}

function openForReading(file: string, problem: RephloError): OpenedDatabase {
  // SQLite cannot read a WAL database where it cannot write its shared memory file: a copy in memory can be
  // read.
  for (const open of [openReadOnlyFile, openCopyInMemory]) {
    try {
      return { database: open(file), file, readOnlyReason: problem.message }
    } catch {
      continue
    }
  }
  throw problem
}

function openReadOnlyFile(file: string): Database {
  return configured(new Sqlite(file, { readonly: true, timeout: busyTimeoutMs }), (database) => {
    // The program reads the newest schema alone; an older file is brought up to date in a copy.
    if (!isUpToDate(database)) throw new Sqlite.SqliteError('The schema is an older one', 'SQLITE_SCHEMA')
  })
}

/** A read-only copy of a database whose folder cannot be written. */
export function openCopyInMemory(file: string): Database {
  const bytes = readFileSync(file)
  // Bytes 18 and 19 of the header name the journal; 1 is the one that
  // needs no further file (SQLite file format, 1.3.3).
  bytes.fill(1, 18, 20)
  return configured(new Sqlite(bytes), (database) => {
    migrate(database)
    database.pragma('query_only = ON')
  })
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

/** SQLite reports a full disk under many names while it opens a file, so the disk itself is asked. */
function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < leastFreeBytes
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
