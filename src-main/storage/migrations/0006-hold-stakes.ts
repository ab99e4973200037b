import type { Migration } from './migration.ts'

/** What runs in flight may cost above no caching, so that processes do not spend the same trust twice. */
export const holdStakes: Migration = {
  version: 6,
  name: 'hold stakes',
  sql: `
    CREATE TABLE cache_stakes (
      id TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      process_id INTEGER NOT NULL,
      amount INTEGER NOT NULL,
      held_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cache_stakes_by_account ON cache_stakes (account);
  `,
}
