import type { Migration } from './migration.ts'

/**
 * What runs at the Dedicated API were charged, and what its servers
 * offer at which prices. No token is ever in here.
 */
export const payWithCredits: Migration = {
  version: 7,
  name: 'pay with credits',
  sql: `
    ALTER TABLE runs ADD COLUMN credits_charged INTEGER;

    CREATE TABLE dedicated_models (
      server TEXT PRIMARY KEY,
      fetched_at INTEGER NOT NULL,
      credits_per_dollar REAL,
      models TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
