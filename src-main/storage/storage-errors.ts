import { RephloError } from '../../src-shared/rephlo-error.ts'

/**
 * SQLite's extended result code of an error thrown by better-sqlite3,
 * such as `SQLITE_FULL`; undefined for other errors.
 */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined
}

/** Whether the file itself is damaged, so that trying again cannot help. */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error)
  return code !== undefined && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
}

/** Whether another process holds the file. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true
}

/** What a person is told when there is no room left. */
export function diskFull(file: string, cause: unknown): RephloError {
  return new RephloError(
    'storage_full',
    'The disk is full, so nothing new can be saved. What was saved before is intact. ' +
      `Free some space and try again. File: ${file}`,
    { cause, retryable: true },
  )
}

/** Translates SQLite's errors into what happened and what to do; anything else is passed through. */
export function toStorageError(error: unknown, file: string): unknown {
  if (error instanceof RephloError) return error
  const code = sqliteCode(error)
  if (code === undefined) return error
  if (isCorruption(error)) {
    return new RephloError(
      'storage_corrupt',
      'The database is damaged. Restart Rephlo: it sets the damaged file aside, keeps it, ' +
        `and starts a new one. File: ${file}`,
      { cause: error },
    )
  }
  if (code.startsWith('SQLITE_FULL')) {
    return diskFull(file, error)
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'SQLITE_IOERR_WRITE'
  ) {
    return new RephloError(
      'storage_read_only',
      'Rephlo cannot write to its data folder, so nothing was saved. Make the folder writable, ' +
        `free some space, or choose another folder with --data-dir. File: ${file}`,
      { cause: error, retryable: true },
    )
  }
  if (isBusy(error)) {
    return new RephloError(
      'storage_error',
      'Another Rephlo is writing to the database right now. Try again in a moment.',
      { cause: error, retryable: true },
    )
  }
  return new RephloError(
    'storage_error',
    `The database could not be used (${code}). Try again; if it happens again, restart Rephlo. File: ${file}`,
    { cause: error, retryable: true },
  )
}
