/**
 * The tables, alike in SQLite (STRICT) and PostgreSQL. Times are epoch milliseconds, money is nano-dollars,
 * credits are whole; all of them are 64-bit integers. Booleans are 0 and 1, because SQLite has no others.
 */
export interface Tables {
  users: UsersTable
  credit_grants: CreditGrantsTable
  holds: HoldsTable
  instances: InstancesTable
  usage: UsageTable
  usage_daily: UsageDailyTable
  idempotency: IdempotencyTable
  sessions: SessionsTable
  api_tokens: ApiTokensTable
  tiers: TiersTable
  settings: SettingsTable
}

export interface UsersTable {
  id: string
  /** In lower case; unique. */
  email: string
  password_hash: string
  role: 'user' | 'admin'
  tier: string
  status: 'active' | 'disabled'
  /**
   * Credits left to spend: what calls in flight hold is taken off
   * already. Never below zero (a check of the table).
   */
  balance: number
  created_at: number
}

/** Every change of a balance that is no call: top-ups and corrections. */
export interface CreditGrantsTable {
  id: string
  user_id: string
  delta: number
  note: string
  granted_by: string | null
  created_at: number
}

/**
 * Credits set aside for a call in flight, with what the history needs to tell of it when its process is lost.
 */
export interface HoldsTable {
  request_id: string
  user_id: string
  amount: number
  provider: string
  model: string
  streamed: number
  instance_id: string
  created_at: number
}

/** A running server process; its holds are freed when its heartbeat stops. */
export interface InstancesTable {
  id: string
  host: string
  pid: number
  started_at: number
  heartbeat_at: number
}

/** The history; see `UsageRecord` for the meaning. */
export interface UsageTable {
  request_id: string
  user_id: string
  at: number
  provider: string
  model: string
  status: 'finished' | 'failed' | 'cancelled' | 'lost'
  streamed: number
  answer_cached: number
  answer_cache_missed: number
  uncached_input_tokens: number | null
  cache_read_tokens: number | null
  cache_write_5m_tokens: number | null
  cache_write_1h_tokens: number | null
  cache_write_other_tokens: number | null
  output_tokens: number | null
  credits: number
  shortfall: number | null
  estimated: number
  vendor_cost: number | null
  cost_uncached_input: number | null
  cost_cache_read: number | null
  cost_cache_write: number | null
  cost_output: number | null
  saved_cost: number | null
  answer_cache_saved_credits: number | null
  breakpoints: number
  latency_ms: number
  first_token_ms: number | null
  error_code: string | null
}

/** Sums of `usage` by user, day (UTC, ISO date), provider and model, written in the same transaction. */
export interface UsageDailyTable {
  user_id: string
  day: string
  provider: string
  model: string
  requests: number
  failed: number
  answer_cache_hits: number
  answer_cache_misses: number
  answer_cache_saved_credits: number
  reporting_requests: number
  hit_requests: number
  input_tokens: number
  uncached_input_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  output_tokens: number
  credits: number
  vendor_cost: number
  unknown_cost_requests: number
  saved_cost: number
  unknown_saving_requests: number
}

/** A request that a client may send again under the same key. Primary key: user and key. */
export interface IdempotencyTable {
  user_id: string
  key: string
  body_hash: string
  request_id: string
  state: 'running' | 'done'
  created_at: number
  expires_at: number
}

/** A login. `generation` counts the refreshes, so that an older refresh token shows itself as reused. */
export interface SessionsTable {
  id: string
  user_id: string
  generation: number
  user_agent: string
  created_at: number
  expires_at: number
}

export interface ApiTokensTable {
  id: string
  user_id: string
  name: string
  /** SHA-256 (hex) of the token, which itself is shown once and never stored. */
  token_hash: string
  /** JSON array of scopes. */
  scopes: string
  created_at: number
  last_used_at: number | null
  expires_at: number | null
}

export interface TiersTable {
  id: string
  name: string
  /** JSON array of model ids and patterns with `*`. */
  models: string
  /** LLM calls a minute; null takes the server's. */
  llm_per_minute: number | null
}

/** What an admin switches at run time, as JSON by name. */
export interface SettingsTable {
  name: string
  value: string
}
