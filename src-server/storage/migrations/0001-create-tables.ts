import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Dialect } from '../storage.ts'

/** Everything that the gateway keeps; the meaning of each column is in `schema.ts`. */
export function createTables(dialect: Dialect): Migration {
  return {
    async up(database: Kysely<unknown>) {
      for (const statement of statementsFor(dialect)) await sql.raw(statement).execute(database)
    },
  }
}

/** Writes the statements that create tables in the words of a database. */
interface TableWriter {
  readonly table: (name: string, columns: string) => string
  /** Small rows that every call writes lie in the order of their keys, in one tree instead of two. */
  readonly keyed: (name: string, columns: string) => string
}

function tableWriter(dialect: Dialect): TableWriter {
  const integer = dialect === 'sqlite' ? 'INTEGER' : 'BIGINT'
  const end = dialect === 'sqlite' ? ') STRICT' : ')'
  const table = (name: string, columns: string): string =>
    `CREATE TABLE ${name} (${columns.replaceAll('INT ', `${integer} `)}${end}`
  return {
    table,
    keyed: (name, columns) => `${table(name, columns)}${dialect === 'sqlite' ? ', WITHOUT ROWID' : ''}`,
  }
}

function statementsFor(dialect: Dialect): string[] {
  const writer = tableWriter(dialect)
  return [
    ...usersAndGrants(writer),
    ...instancesAndHolds(writer, dialect),
    ...history(writer),
    ...logins(writer),
    ...tiersAndSettings(writer),
  ]
}

function usersAndGrants({ table }: TableWriter): string[] {
  return [
    table(
      'users',
      `id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('user', 'admin')), tier TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
        balance INT NOT NULL DEFAULT 0 CHECK (balance >= 0), created_at INT NOT NULL`,
    ),
    table(
      'credit_grants',
      `id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), delta INT NOT NULL,
        note TEXT NOT NULL, granted_by TEXT, created_at INT NOT NULL`,
    ),
    'CREATE INDEX credit_grants_by_user ON credit_grants (user_id, created_at)',
  ]
}

function instancesAndHolds({ table, keyed }: TableWriter, dialect: Dialect): string[] {
  return [
    table(
      'instances',
      `id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INT NOT NULL, started_at INT NOT NULL,
        heartbeat_at INT NOT NULL`,
    ),
    keyed(
      'holds',
      `request_id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id),
        amount INT NOT NULL CHECK (amount > 0), provider TEXT NOT NULL, model TEXT NOT NULL,
        streamed INT NOT NULL, instance_id TEXT NOT NULL, created_at INT NOT NULL`,
    ),
    // An index would cost every call more than looking through the calls of the moment costs those that are
    // refused. PostgreSQL also keeps rows that are gone, for a while.
    ...(dialect === 'sqlite' ? [] : ['CREATE INDEX holds_by_user ON holds (user_id, amount)']),
  ]
}

function history({ table, keyed }: TableWriter): string[] {
  return [
    table(
      'usage',
      `request_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, at INT NOT NULL, provider TEXT NOT NULL,
        model TEXT NOT NULL, status TEXT NOT NULL, streamed INT NOT NULL, answer_cached INT NOT NULL,
        answer_cache_missed INT NOT NULL, uncached_input_tokens INT , cache_read_tokens INT ,
        cache_write_5m_tokens INT , cache_write_1h_tokens INT , cache_write_other_tokens INT ,
        output_tokens INT , credits INT NOT NULL CHECK (credits >= 0), shortfall INT ,
        estimated INT NOT NULL, vendor_cost INT , cost_uncached_input INT , cost_cache_read INT ,
        cost_cache_write INT , cost_output INT , saved_cost INT , answer_cache_saved_credits INT ,
        breakpoints INT NOT NULL, latency_ms INT NOT NULL, first_token_ms INT , error_code TEXT`,
    ),
    'CREATE INDEX usage_by_user ON usage (user_id, at, request_id)',
    'CREATE INDEX usage_by_time ON usage (at)',
    keyed(
      'usage_daily',
      `user_id TEXT NOT NULL, day TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
        requests INT NOT NULL, failed INT NOT NULL, answer_cache_hits INT NOT NULL,
        answer_cache_misses INT NOT NULL, answer_cache_saved_credits INT NOT NULL,
        reporting_requests INT NOT NULL, hit_requests INT NOT NULL, input_tokens INT NOT NULL,
        uncached_input_tokens INT NOT NULL, cache_read_tokens INT NOT NULL, cache_write_tokens INT NOT NULL,
        output_tokens INT NOT NULL, credits INT NOT NULL, vendor_cost INT NOT NULL,
        unknown_cost_requests INT NOT NULL, saved_cost INT NOT NULL, unknown_saving_requests INT NOT NULL,
        PRIMARY KEY (user_id, day, provider, model)`,
    ),
    'CREATE INDEX usage_daily_by_day ON usage_daily (day)',
  ]
}

/** What a client shows again: the key of a repeated request, its session, its tokens. */
function logins({ table }: TableWriter): string[] {
  return [
    table(
      'idempotency',
      `user_id TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, request_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'done')), created_at INT NOT NULL,
        expires_at INT NOT NULL, PRIMARY KEY (user_id, key)`,
    ),
    table(
      'sessions',
      `id TEXT PRIMARY KEY, user_id TEXT NOT NULL, generation INT NOT NULL, user_agent TEXT NOT NULL,
        created_at INT NOT NULL, expires_at INT NOT NULL`,
    ),
    'CREATE INDEX sessions_by_user ON sessions (user_id)',
    table(
      'api_tokens',
      `id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, created_at INT NOT NULL, last_used_at INT ,
        expires_at INT `,
    ),
    'CREATE INDEX api_tokens_by_user ON api_tokens (user_id)',
  ]
}

function tiersAndSettings({ table }: TableWriter): string[] {
  return [
    table('tiers', `id TEXT PRIMARY KEY, name TEXT NOT NULL, models TEXT NOT NULL, llm_per_minute INT `),
    table('settings', 'name TEXT PRIMARY KEY, value TEXT NOT NULL'),
    // A tier says which models its members may call. Admins change
    // them; `free` keeps to the cheapest of each vendor.
    `INSERT INTO tiers (id, name, models, llm_per_minute) VALUES ('standard', 'Standard', '["*"]', NULL),
      ('free', 'Free', '["*-haiku-*", "*-luna", "*-mini*", "*-nano*", "*-flash-lite*"]', 10)`,
  ]
}
