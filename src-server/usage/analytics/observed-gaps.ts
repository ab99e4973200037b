import { sql, type Kysely } from 'kysely'
import type { Tables } from '../../storage/schema.ts'

/** Calls that are looked at, the latest first: over all users, and for a single one. */
const sampledCalls = { all: 5_000, user: 500 }

/** The gaps (milliseconds) between consecutive calls that one user made to one model. */
export interface ObservedGaps {
  readonly provider: string
  readonly model: string
  readonly gaps: readonly number[]
}

export interface GapQuery {
  readonly userId?: string
  /** Epoch milliseconds, `from` included, `to` excluded. */
  readonly from: number
  readonly to: number
  /** Below these (tokens) nothing is cached, whatever is marked, so such calls are left out. */
  readonly minimumOf: (provider: string, model: string) => number
}

/** By model, from a bounded number of calls that a vendor answered; the model with the most gaps first. */
export async function observedGaps(database: Kysely<Tables>, query: GapQuery): Promise<ObservedGaps[]> {
  const found = new Map<string, { provider: string; model: string; gaps: number[] }>()
  const later = new Map<string, number>()
  for (const { user_id: user, provider, model, at, input } of await latestCalls(database, query)) {
    if (input !== null && input < query.minimumOf(provider, model)) continue
    const key = JSON.stringify([provider, model])
    const group = found.get(key) ?? { provider, model, gaps: [] }
    found.set(key, group)
    const next = later.get(user + key)
    if (next !== undefined) group.gaps.push(next - at)
    later.set(user + key, at)
  }
  return [...found.values()].sort((one, other) => other.gaps.length - one.gaps.length)
}

async function latestCalls(database: Kysely<Tables>, { userId, from, to }: GapQuery) {
  const all = database.selectFrom('usage').select(['user_id', 'provider', 'model', 'at'])
  const calls = userId === undefined ? all : all.where('user_id', '=', userId)
  return await calls
    .select(
      sql<
        number | null
      >`uncached_input_tokens + coalesce(cache_read_tokens, 0) + coalesce(cache_write_5m_tokens,
        0) + coalesce(cache_write_1h_tokens, 0) + coalesce(cache_write_other_tokens, 0)`.as('input'),
    )
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('answer_cached', '=', 0)
    .where('status', 'in', ['finished', 'cancelled'])
    .orderBy('at', 'desc')
    .limit(userId === undefined ? sampledCalls.all : sampledCalls.user)
    .execute()
}
