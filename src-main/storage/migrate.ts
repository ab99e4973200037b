import type { Database } from 'better-sqlite3'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { allMigrations } from './migrations/all-migrations.ts'
import type { Migration } from './migrations/migration.ts'

/**
 * Brings the schema up to date, each step in a transaction of its own.
 * Throws `storage_newer` when the file was written by a newer program: an older one would damage it.
 */
export function migrate(database: Database, migrations: readonly Migration[] = allMigrations): void {
  const newest = migrations.at(-1)?.version ?? 0
  const current = schemaVersion(database)
  if (current > newest) {
    throw new RephloError(
      'storage_newer',
      'These data were written by a newer Rephlo. Install the newest version, ' +
        'or start with another data folder (--data-dir). Nothing was changed.',
    )
  }
  for (const migration of migrations) {
    database.transaction(() => applyOnce(database, migration)).immediate()
  }
}

/** Whether a database has the schema that this program reads. */
export function isUpToDate(database: Database): boolean {
  return schemaVersion(database) === (allMigrations.at(-1)?.version ?? 0)
}

function applyOnce(database: Database, migration: Migration): void {
  // Read again inside the transaction: another process may have migrated in the meantime.
  if (schemaVersion(database) >= migration.version) return
  database.exec(migration.sql)
  database.pragma(`user_version = ${migration.version}`)
}

function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
