import type { Migration } from './migration.ts'

/** Runs that have begun and not ended, each as the record it becomes if its process dies. */
export const keepOpenRuns: Migration = {
  version: 2,
  name: 'keep open runs',
  sql:
    'CREATE TABLE open_runs (id TEXT PRIMARY KEY, process_id INTEGER NOT NULL, record TEXT NOT NULL) ' +
    'STRICT;',
}
