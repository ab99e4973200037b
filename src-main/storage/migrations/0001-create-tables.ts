import type { Migration } from './migration.ts'

/** The first schema: settings, Spaces, own Commands, runs with their daily sums, and the practice cache. */
export const createTables: Migration = {
  version: 1,
  name: 'create tables',
  sql: `
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

    CREATE TABLE spaces (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE documents (
      id TEXT PRIMARY KEY,
      space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
      title TEXT NOT NULL,
      text TEXT NOT NULL,
      hash TEXT NOT NULL,
      characters INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX documents_by_space ON documents (space_id);

    CREATE TABLE commands (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      description TEXT NOT NULL,
      template TEXT NOT NULL,
      icon TEXT NOT NULL,
      needs_text INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE runs (
      id TEXT PRIMARY KEY,
      started_at INTEGER NOT NULL,
      day TEXT NOT NULL,
      practice INTEGER NOT NULL,
      status TEXT NOT NULL,
      command_id TEXT NOT NULL,
      command_title TEXT NOT NULL,
      space_id TEXT,
      space_name TEXT,
      provider TEXT NOT NULL,
      model TEXT NOT NULL,
      error_code TEXT,
      error_message TEXT,
      uncached_input_tokens INTEGER,
      cache_read_tokens INTEGER,
      cache_write_5m_tokens INTEGER,
      cache_write_1h_tokens INTEGER,
      cache_write_other_tokens INTEGER,
      output_tokens INTEGER,
      raw_usage TEXT,
      cache_status TEXT NOT NULL,
      plan TEXT NOT NULL,
      actual_cost INTEGER,
      uncached_cost INTEGER,
      saved_cost INTEGER,
      latency_ms REAL NOT NULL,
      first_token_ms REAL
    ) STRICT;
    CREATE INDEX runs_by_time ON runs (practice, started_at);

    CREATE TABLE daily_rollups (
      day TEXT NOT NULL,
      practice INTEGER NOT NULL,
      runs INTEGER NOT NULL,
      failed_runs INTEGER NOT NULL,
      cancelled_runs INTEGER NOT NULL,
      reporting_runs INTEGER NOT NULL,
      hit_runs INTEGER NOT NULL,
      cache_read_tokens INTEGER NOT NULL,
      cache_write_tokens INTEGER NOT NULL,
      uncached_input_tokens INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      actual_cost INTEGER NOT NULL,
      saved_cost INTEGER NOT NULL,
      unknown_cost_runs INTEGER NOT NULL,
      unknown_saving_runs INTEGER NOT NULL,
      PRIMARY KEY (practice, day)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE practice_cache (id INTEGER PRIMARY KEY CHECK (id = 1), entries TEXT NOT NULL) STRICT;
  `,
}
