import Sqlite, { type Database } from 'better-sqlite3'
import { chmodSync, closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../storage/make-folder.ts'
import { isCorruption } from '../storage/storage-errors.ts'
import { Storage } from '../storage/storage.ts'

const schemaVersion = 1
const busyTimeoutMs = 2_000

/** Lists and sums are answered from the index, without touching the texts. */
const schema = `
  CREATE TABLE answers (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    cost INTEGER,
    usage TEXT,
    checksum TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX answers_by_use ON answers (used_at, key, bytes);
  CREATE INDEX answers_by_expiry ON answers (expires_at);
  CREATE INDEX answers_by_scope ON answers (scope);
  CREATE TABLE counters (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    hits INTEGER NOT NULL,
    misses INTEGER NOT NULL,
    saved_cost INTEGER NOT NULL,
    unknown_savings INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counters VALUES (1, 0, 0, 0, 0);
`

/**
 * Opens `answers.sqlite` in a folder, for its owner alone, creating both as needed. A file that
 * is damaged or has another schema is deleted and begun anew: it is a cache. Throws the
 * system's or SQLite's error when that is not possible.
 */
export function openAnswers(folder: string): Storage {
  makeFolder(folder)
  const file = join(folder, 'answers.sqlite')
  try {
    return new Storage(openFile(file), file)
  } catch (error) {
    if (!isCorruption(error)) throw error
    deleteAnswers(folder)
    return new Storage(openFile(file), file)
  }
}

export function deleteAnswers(folder: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm'])
    rmSync(join(folder, `answers.sqlite${suffix}`), { force: true })
}

function openFile(file: string): Database {
  // SQLite gives its journal the same rights as the file, so they are set before it writes anything.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = new Sqlite(file, { timeout: busyTimeoutMs })
  try {
    configure(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function configure(database: Database): void {
  // A journal that is cut after each change leaves no copy of a deleted answer, as a write-ahead log would.
  database.pragma('auto_vacuum = FULL')
  database.pragma('secure_delete = ON')
  database.pragma('journal_mode = TRUNCATE')
  // A power cut may damage the file; then it is begun anew. In return no run waits for the disk.
  database.pragma('synchronous = OFF')
  database.transaction(() => createOnce(database)).immediate()
}

function createOnce(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version === schemaVersion) return
  if (version !== 0)
    throw new Sqlite.SqliteError('The answers were kept by another version.', 'SQLITE_NOTADB')
  database.exec(schema)
  database.pragma(`user_version = ${schemaVersion}`)
}
