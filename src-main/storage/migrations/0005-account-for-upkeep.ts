import type { Migration } from './migration.ts'

/**
 * Reasons for misses, what keeping caches costs beside the runs, answers from this computer, and
 * sums by reason and by Space. The sums by Space are made up from the runs recorded so far;
 * those runs have no reasons and cost no upkeep.
 */
export const accountForUpkeep: Migration = {
  version: 5,
  name: 'account for upkeep',
  sql: `
    ALTER TABLE runs ADD COLUMN miss_reason TEXT;
    ALTER TABLE runs ADD COLUMN miss TEXT;
    ALTER TABLE runs ADD COLUMN cache_write_12h_tokens INTEGER;

    ALTER TABLE daily_rollups ADD COLUMN upkeep_cost INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE daily_rollups ADD COLUMN unknown_upkeep INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE daily_rollups ADD COLUMN net_saved_cost INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE daily_rollups ADD COLUMN local_hits INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE daily_rollups ADD COLUMN local_saved_cost INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE daily_rollups ADD COLUMN unknown_local_savings INTEGER NOT NULL DEFAULT 0;
    UPDATE daily_rollups SET net_saved_cost = saved_cost;

    CREATE TABLE cache_upkeep (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      day TEXT NOT NULL,
      practice INTEGER NOT NULL,
      kind TEXT NOT NULL,
      provider TEXT NOT NULL,
      model TEXT NOT NULL,
      space_id TEXT,
      space_name TEXT,
      tokens INTEGER,
      cost INTEGER
    ) STRICT;
    CREATE INDEX cache_upkeep_by_time ON cache_upkeep (practice, at);

    CREATE TABLE daily_miss_reasons (
      practice INTEGER NOT NULL,
      day TEXT NOT NULL,
      reason TEXT NOT NULL,
      runs INTEGER NOT NULL,
      PRIMARY KEY (practice, day, reason)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE daily_spaces (
      practice INTEGER NOT NULL,
      day TEXT NOT NULL,
      space_key TEXT NOT NULL,
      space_id TEXT,
      name TEXT NOT NULL,
      runs INTEGER NOT NULL,
      cache_read_tokens INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      saved_cost INTEGER NOT NULL,
      unknown_saving_runs INTEGER NOT NULL,
      upkeep_cost INTEGER NOT NULL,
      unknown_upkeep INTEGER NOT NULL,
      net_saved_cost INTEGER NOT NULL,
      PRIMARY KEY (practice, day, space_key)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO daily_spaces
      SELECT practice, day, iif(space_id IS NULL, 'name:' || space_name, 'id:' || space_id), space_id,
        max(space_name), count(*),
        sum(coalesce(cache_read_tokens, 0)),
        sum(iif(uncached_input_tokens IS NOT NULL AND reports,
          uncached_input_tokens + coalesce(cache_read_tokens, 0) + writes, 0)),
        sum(coalesce(saved_cost, 0)), sum(saved_cost IS NULL AND NOT refused), 0, 0,
          sum(coalesce(saved_cost, 0))
      FROM (
        SELECT *,
          coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)
            + coalesce(cache_write_other_tokens, 0) AS writes,
          coalesce(cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
            cache_write_other_tokens) IS NOT NULL AS reports,
          status = 'failed' AND coalesce(uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens,
            cache_write_1h_tokens, cache_write_other_tokens, output_tokens) IS NULL
            AND raw_usage IS NULL AND coalesce(error_code, '') NOT IN ('stream_interrupted', 'timeout',
              'provider_error', 'internal') AS refused
        FROM runs WHERE space_name IS NOT NULL
      )
      GROUP BY practice, day, 3;
  `,
}
