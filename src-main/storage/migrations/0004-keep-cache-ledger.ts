import type { Migration } from './migration.ts'

/**
 * What is believed warm at the vendors, what was sent last, runs in flight, cache objects, and what the
 * planner learned of each Space. Texts are not kept: blocks are hashes with their labels.
 */
export const keepCacheLedger: Migration = {
  version: 4,
  name: 'keep cache ledger',
  sql: `
    CREATE TABLE cache_entries (
      account TEXT NOT NULL,
      model TEXT NOT NULL,
      prefix TEXT NOT NULL,
      scope TEXT NOT NULL,
      space_bound INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      ttl TEXT,
      lifetime_ms INTEGER NOT NULL,
      touched_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (account, model, prefix)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cache_entries_by_scope ON cache_entries (scope, expires_at);
    CREATE INDEX cache_entries_by_touch ON cache_entries (touched_at);

    CREATE TABLE cache_last_sent (
      scope TEXT NOT NULL,
      account TEXT NOT NULL,
      model TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      blocks TEXT NOT NULL,
      cached_blocks INTEGER NOT NULL,
      ttl TEXT,
      expires_at INTEGER NOT NULL,
      response_id TEXT,
      PRIMARY KEY (scope, account, model)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cache_last_sent_by_time ON cache_last_sent (sent_at);

    CREATE TABLE cache_fingerprints (hash TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE cache_in_flight (
      id TEXT NOT NULL,
      account TEXT NOT NULL,
      model TEXT NOT NULL,
      prefix TEXT NOT NULL,
      process_id INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      PRIMARY KEY (id, prefix)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cache_in_flight_by_prefix ON cache_in_flight (account, model, prefix);

    CREATE TABLE cache_objects (
      name TEXT PRIMARY KEY,
      scope TEXT NOT NULL,
      account TEXT NOT NULL,
      model TEXT NOT NULL,
      prefix TEXT NOT NULL,
      tokens INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      condemned INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cache_objects_by_scope ON cache_objects (scope);

    CREATE TABLE cache_scope_state (
      scope TEXT NOT NULL,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (scope, kind)
    ) STRICT, WITHOUT ROWID;
  `,
}
