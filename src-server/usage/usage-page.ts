import type { Kysely, SelectQueryBuilder } from 'kysely'
import { z } from 'zod'
import type { UsagePage } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { Tables } from '../storage/schema.ts'
import { fromUsageRow } from './from-usage-row.ts'
import { decodeCursor, encodeCursor } from './page-cursor.ts'
import type { UsageFilter, UsagePageQuery } from './usage-store.ts'

/** The time and id of a page's last call. Printable, for PostgreSQL takes no NUL in a text. */
const positionSchema = z.tuple([z.int(), z.string().regex(/^[\x20-\x7e]{1,200}$/)])

type UsageQuery = SelectQueryBuilder<Tables, 'usage', object>

/** Reads one more than a page holds, to know whether there is another. */
export async function usagePage(database: Kysely<Tables>, userId: string | undefined, { limit, cursor, ...filter }: UsagePageQuery): Promise<UsagePage> {
  const all = database.selectFrom('usage')
  const wanted = filtered(userId === undefined ? all : all.where('user_id', '=', userId), filter)
  const rest = cursor === undefined ? wanted : after(wanted, cursor)
  const rows = await rest.selectAll().orderBy('at', 'desc').orderBy('request_id', 'desc').limit(limit + 1).execute()
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(fromUsageRow), ...(rows.length > limit && last !== undefined ? { nextCursor: encodeCursor([last.at, last.request_id]) } : {}) }
}

function after(query: UsageQuery, cursor: string): UsageQuery {
  const [at, requestId] = decodeCursor(cursor, positionSchema)
  return query.where((is) => is(is.refTuple('at', 'request_id'), '<', is.tuple(at, requestId)))
}

function filtered(query: UsageQuery, { from, to, model, provider, status }: UsageFilter): UsageQuery {
  let result = query
  if (from !== undefined) result = result.where('at', '>=', from)
  if (to !== undefined) result = result.where('at', '<', to)
  if (model !== undefined) result = result.where('model', '=', model)
  if (provider !== undefined) result = result.where('provider', '=', provider)
  if (status !== undefined) result = result.where('status', '=', status)
  return result
}
