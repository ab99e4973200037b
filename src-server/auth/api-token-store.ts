import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { scopeSchema } from '../../src-shared/dedicated-api/account.ts'
import type { ApiTokensTable, Tables, UsersTable } from '../storage/schema.ts'
import type { ApiTokenInfo } from './auth.ts'

const noteUseEveryMs = 60_000
const scopesSchema = z.array(scopeSchema)

export type StoredApiToken = Selectable<ApiTokensTable>

/** A token that is asked for, with what its owner is at the moment. */
export type OwnedApiToken = Pick<StoredApiToken, 'id' | 'user_id' | 'scopes' | 'expires_at'> &
  Pick<Selectable<UsersTable>, 'tier' | 'role' | 'status'>

export interface ApiTokenStore {
  add(token: StoredApiToken): Promise<void>
  byHash(hash: string): Promise<OwnedApiToken | undefined>
  /** Newest first. */
  ofUser(userId: string): Promise<readonly StoredApiToken[]>
  /** False when this user has no such token. */
  remove(userId: string, id: string): Promise<boolean>
  /** Writes at most once a minute. */
  noteUse(id: string): Promise<void>
}

export function createApiTokenStore({
  database,
  now,
}: {
  readonly database: Kysely<Tables>
  readonly now: () => number
}): ApiTokenStore {
  return {
    async add(token) {
      await database.insertInto('api_tokens').values(token).execute()
    },
    byHash: (hash) =>
      database
        .selectFrom('api_tokens')
        .innerJoin('users', 'users.id', 'api_tokens.user_id')
        .select(['api_tokens.id', 'user_id', 'scopes', 'expires_at', 'tier', 'role', 'status'])
        .where('token_hash', '=', hash)
        .executeTakeFirst(),
    ofUser: (userId) =>
      database
        .selectFrom('api_tokens')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute(),
    async remove(userId, id) {
      const { numDeletedRows } = await database
        .deleteFrom('api_tokens')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    async noteUse(id) {
      const isOld = now() - noteUseEveryMs
      await database
        .updateTable('api_tokens')
        .set({ last_used_at: now() })
        .where('id', '=', id)
        .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', isOld)]))
        .execute()
    },
  }
}

export function scopesOf({ scopes }: Pick<StoredApiToken, 'scopes'>): ApiTokenInfo['scopes'] {
  return scopesSchema.parse(JSON.parse(scopes))
}

export function toInfo(token: StoredApiToken): ApiTokenInfo {
  const { id, name, created_at, last_used_at, expires_at } = token
  return {
    id,
    name,
    scopes: scopesOf(token),
    createdAt: created_at,
    ...(last_used_at === null ? {} : { lastUsedAt: last_used_at }),
    ...(expires_at === null ? {} : { expiresAt: expires_at }),
  }
}
