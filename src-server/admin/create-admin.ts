import type { z } from 'zod'
import type {
  AdminUser,
  AdminUserPage,
  AdminUsersQuery,
  ChangeUser,
  createUserSchema,
  Granted,
  grantCreditsSchema,
  GrantPage,
  PageQuery,
} from '../../src-shared/dedicated-api/admin.ts'
import { ApiError } from '../api-error.ts'
import type { Auth } from '../auth/auth.ts'
import type { CreditStore } from '../credits/credit-store.ts'
import type { Storage } from '../storage/storage.ts'
import { changeUser } from './change-user.ts'
import { readGrants, readUser, readUsers } from './read-users.ts'

/** Users and their credits. Refusals are ApiErrors: 404 `user_not_found`, 400 `unknown_tier`, 409 as said. */
export interface Admin {
  users(query: AdminUsersQuery): Promise<AdminUserPage>
  user(id: string): Promise<AdminUser>
  /** 409 `email_taken`. Credits are granted at once. */
  createUser(user: z.output<typeof createUserSchema>, adminId: string): Promise<AdminUser>
  /**
   * Takes effect at once here, within 60 s elsewhere; who is disabled or has a new password is logged
   * out. 409 `own_account` for disabling or demoting oneself, `last_admin` for the last active admin; 503
   * for a password while sessions cannot be ended.
   */
  changeUser(id: string, change: ChangeUser, adminId: string): Promise<AdminUser>
  /**
   * 409 `balance_too_low` when the balance would fall below zero,
   * `grant_id_reused` for the id of another grant.
   */
  grant(id: string, grant: z.output<typeof grantCreditsSchema>, adminId: string): Promise<Granted>
  grants(id: string, query: PageQuery): Promise<GrantPage>
}

export interface AdminOptions {
  readonly storage: Storage
  readonly auth: Pick<Auth, 'createUser' | 'setPassword' | 'forget'>
  readonly credits: Pick<CreditStore, 'grant'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

export function createAdmin({ storage, auth, credits, now }: AdminOptions): Admin {
  const { database } = storage
  const user = async (id: string): Promise<AdminUser> => {
    const found = await readUser(database, id, now())
    if (found === undefined) throw userNotFound()
    return found
  }
  return {
    users: async (query) => await readUsers(database, query, now()),
    user,
    async createUser({ credits: delta, ...account }, adminId) {
      await checkTier(storage, account.tier)
      const { id } = await auth.createUser(account)
      if (delta > 0) await credits.grant({ userId: id, delta, note: 'Initial credits', grantedBy: adminId })
      return await user(id)
    },
    async changeUser(id, { password, ...change }, adminId) {
      await user(id)
      const isDemoted = change.role === 'user' || change.status === 'disabled'
      if (id === adminId && isDemoted)
        throw new ApiError(
          409,
          'conflict_error',
          'own_account',
          'You cannot disable or demote yourself. Ask another admin to do it.',
        )
      if (change.tier !== undefined) await checkTier(storage, change.tier)
      // First, for of all this it is what an outage refuses; nothing has changed then.
      if (password !== undefined) await auth.setPassword(id, password)
      if (!(await changeUser(storage, id, change)))
        throw new ApiError(
          409,
          'conflict_error',
          'last_admin',
          'This is the last active admin. Make another user an admin first.',
        )
      await auth.forget(id, { endSessions: change.status === 'disabled' }).catch(fineWithoutSessions)
      return await user(id)
    },
    async grant(id, { id: grantId, delta, note }, adminId) {
      await user(id)
      return await credits.grant({ id: grantId, userId: id, delta, note, grantedBy: adminId })
    },
    async grants(id, query) {
      await user(id)
      return await readGrants(database, id, query)
    },
  }
}

/** While Redis is away sessions cannot be ended, but who is disabled is refused by the account's status. */
function fineWithoutSessions(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'sessions_unavailable')) throw error
}

async function checkTier({ database }: Storage, tier: string): Promise<void> {
  const known = await database.selectFrom('tiers').select('id').where('id', '=', tier).executeTakeFirst()
  if (known === undefined)
    throw new ApiError(
      400,
      'invalid_request_error',
      'unknown_tier',
      `There is no tier “${tier}”. GET /v1/admin/tiers lists them.`,
      { param: 'tier' },
    )
}

function userNotFound(): ApiError {
  return new ApiError(
    404,
    'not_found_error',
    'user_not_found',
    'There is no user with this id. GET /v1/admin/users lists them.',
  )
}
