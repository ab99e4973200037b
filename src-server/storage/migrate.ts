import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { ApiError } from '../api-error.ts'
import { createTables } from './migrations/0001-create-tables.ts'
import type { Tables } from './schema.ts'
import type { Dialect } from './storage.ts'

/**
 * Brings the schema up to date; several instances may start at once. Throws ApiError `storage_newer` when a
 * newer gateway has written the database: this one would damage it.
 */
export async function migrate(database: Kysely<Tables>, dialect: Dialect): Promise<void> {
  const migrations = { '0001-create-tables': createTables(dialect) }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (error instanceof Error && error.message.includes('corrupted migrations')) {
    throw new ApiError(
      500,
      'server_error',
      'storage_newer',
      'The database was written by a newer gateway. Install the newest version, ' +
        'or use another database. Nothing was changed.',
      { cause: error },
    )
  }
  throw error instanceof Error
    ? error
    : new Error('The database could not be brought up to date.', { cause: error })
}
