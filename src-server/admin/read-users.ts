import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { z } from 'zod'
import type {
  AdminUser,
  AdminUserPage,
  AdminUsersQuery,
  GrantPage,
  PageQuery,
} from '../../src-shared/dedicated-api/admin.ts'
import type { Tables } from '../storage/schema.ts'
import { decodeCursor, encodeCursor } from '../usage/page-cursor.ts'

const monthMs = 30 * 86_400_000
/** Printable, for PostgreSQL takes no NUL in a text. */
const text = z.string().regex(/^[^\p{Cc}]{1,300}$/u)
const userPosition = z.tuple([text])
const grantPosition = z.tuple([z.int(), text])

/**
 * Users in order of their addresses, each looked up by index: the cost is that of the page, whatever the
 * history.
 */
export async function readUsers(
  database: Kysely<Tables>,
  { limit, cursor, search }: AdminUsersQuery,
  now: number,
): Promise<AdminUserPage> {
  let query = database
    .selectFrom('users')
    .orderBy('email')
    .limit(limit + 1)
  if (search !== undefined && search !== '')
    query = query.where(sql<boolean>`email LIKE ${`%${escapePattern(search.toLowerCase())}%`} ESCAPE '!'`)
  if (cursor !== undefined) query = query.where('email', '>', decodeCursor(cursor, userPosition)[0])
  const rows = await withFigures(query, now).execute()
  const data = rows.slice(0, limit).map(fromRow)
  const last = data.at(-1)
  return {
    data,
    ...(rows.length > limit && last !== undefined ? { nextCursor: encodeCursor([last.email]) } : {}),
  }
}

export async function readUser(
  database: Kysely<Tables>,
  id: string,
  now: number,
): Promise<AdminUser | undefined> {
  const row = await withFigures(
    database.selectFrom('users').where('users.id', '=', id),
    now,
  ).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** The newest first. */
export async function readGrants(
  database: Kysely<Tables>,
  userId: string,
  { limit, cursor }: PageQuery,
): Promise<GrantPage> {
  let query = database
    .selectFrom('credit_grants')
    .leftJoin('users as giver', 'giver.id', 'granted_by')
    .selectAll('credit_grants')
    .select('giver.email')
    .where('user_id', '=', userId)
  if (cursor !== undefined) {
    const [at, id] = decodeCursor(cursor, grantPosition)
    query = query.where((is) =>
      is(is.refTuple('credit_grants.created_at', 'credit_grants.id'), '<', is.tuple(at, id)),
    )
  }
  const rows = await query
    .orderBy('credit_grants.created_at', 'desc')
    .orderBy('credit_grants.id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const data = shown.map((row) => ({
    id: row.id,
    delta: row.delta,
    note: row.note,
    grantedBy: row.granted_by ?? undefined,
    grantedByEmail: row.email ?? undefined,
    createdAt: row.created_at,
  }))
  return {
    data,
    ...(rows.length > limit && last !== undefined
      ? { nextCursor: encodeCursor([last.created_at, last.id]) }
      : {}),
  }
}

function withFigures(query: SelectQueryBuilder<Tables, 'users', object>, now: number) {
  const day = new Date(now - monthMs).toISOString().slice(0, 10)
  return query
    .select(['users.id', 'email', 'role', 'tier', 'status', 'balance', 'users.created_at'])
    .select((is) => [
      is
        .selectFrom('holds')
        .select(sql<number>`coalesce(sum(amount), 0)`.as('sum'))
        .whereRef('holds.user_id', '=', 'users.id')
        .as('held'),
      is
        .selectFrom('usage_daily')
        .select(sql<number>`coalesce(sum(credits), 0)`.as('sum'))
        .whereRef('usage_daily.user_id', '=', 'users.id')
        .where('day', '>', day)
        .as('used'),
      is
        .selectFrom('usage')
        .select(({ fn }) => fn.max('at').as('last'))
        .whereRef('usage.user_id', '=', 'users.id')
        .as('last_call'),
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof withFigures>['executeTakeFirstOrThrow']>>

function fromRow(row: Row): AdminUser {
  const { id, email, role, tier, status, balance } = row
  return {
    id,
    email,
    role,
    tier,
    status,
    createdAt: row.created_at,
    balance,
    held: row.held ?? 0,
    creditsUsed30Days: row.used ?? 0,
    lastCallAt: row.last_call ?? undefined,
  }
}

/** So that `%` and `_` stand for themselves. */
function escapePattern(search: string): string {
  return search.replace(/[!%_]/g, '!$&')
}
