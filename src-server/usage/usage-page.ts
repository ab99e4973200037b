import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { z } from 'zod'
import type { UsagePage } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { Tables, UsageTable } from '../storage/schema.ts'
import { fromUsageRow } from './from-usage-row.ts'
import { decodeCursor, encodeCursor } from './page-cursor.ts'
import type { UsageFilter, UsagePageQuery } from './usage-store.ts'

/** The time and id of a page's last call. Printable, for PostgreSQL takes no NUL in a text. */
const positionSchema = z.tuple([z.int(), z.string().regex(/^[\x20-\x7e]{1,200}$/)])

type UsageQuery = SelectQueryBuilder<Tables, 'usage', object>

/**
 * Calls that a search looks at in one go: few enough that SQLite, which
 * blocks the process, is done in some milliseconds.
 */
const pieceSize = 10_000

/** Reads one more than a page holds, to know whether there is another. */
export async function usagePage(
  database: Kysely<Tables>,
  userId: string | undefined,
  { limit, cursor, from, to, ...search }: UsagePageQuery,
): Promise<UsagePage> {
  const all = database.selectFrom('usage')
  const calls = inTime(userId === undefined ? all : all.where('user_id', '=', userId), { from, to })
  const rest = cursor === undefined ? calls : after(calls, cursor)
  const isSearch = [search.model, search.provider, search.status].some((value) => value !== undefined)
  const rows = isSearch ? await searchPiecewise(rest, search, limit + 1) : await newest(rest, limit + 1)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    data: shown.map(fromUsageRow),
    ...(rows.length > limit && last !== undefined
      ? { nextCursor: encodeCursor([last.at, last.request_id]) }
      : {}),
  }
}

async function newest(query: UsageQuery, limit: number): Promise<UsageTable[]> {
  return await query.selectAll().orderBy('at', 'desc').orderBy('request_id', 'desc').limit(limit).execute()
}

/**
 * No index has what is searched for, so that a rare find means looking at all calls: others come through in
 * between.
 */
async function searchPiecewise(calls: UsageQuery, search: Search, limit: number): Promise<UsageTable[]> {
  const found: UsageTable[] = []
  let rest = calls
  for (;;) {
    const oldest = await rest.select('at').orderBy('at', 'desc').offset(pieceSize).limit(1).executeTakeFirst()
    const piece = oldest === undefined ? rest : rest.where('at', '>=', oldest.at)
    found.push(...(await newest(matching(piece, search), limit - found.length)))
    if (oldest === undefined || found.length === limit) return found
    rest = calls.where('at', '<', oldest.at)
    await nextTurn()
  }
}

function after(query: UsageQuery, cursor: string): UsageQuery {
  const [at, requestId] = decodeCursor(cursor, positionSchema)
  return query.where((is) => is(is.refTuple('at', 'request_id'), '<', is.tuple(at, requestId)))
}

function inTime(query: UsageQuery, { from, to }: Pick<UsageFilter, 'from' | 'to'>): UsageQuery {
  const later = from === undefined ? query : query.where('at', '>=', from)
  return to === undefined ? later : later.where('at', '<', to)
}

type Search = Pick<UsageFilter, 'model' | 'provider' | 'status'>

function matching(query: UsageQuery, { model, provider, status }: Search): UsageQuery {
  let result = query
  if (model !== undefined) result = result.where('model', '=', model)
  if (provider !== undefined) result = result.where('provider', '=', provider)
  if (status !== undefined) result = result.where('status', '=', status)
  return result
}
