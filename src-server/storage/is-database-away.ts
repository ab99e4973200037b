/**
 * SQLSTATE classes: connection exceptions, too few resources, and a server that is being stopped or started.
 */
const states = /^(?:08...|53...|57P0[1-5])$/
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
const sqliteCodes = /^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/
const sentences =
  /^Connection terminated|^timeout exceeded when trying to connect|^The database has said nothing/

/**
 * Whether a statement failed because the database is away or cannot
 * work now, rather than by a fault of the statement.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    states.test(code) || networkCodes.has(code) || sqliteCodes.test(code) || sentences.test(error.message)
  )
}
