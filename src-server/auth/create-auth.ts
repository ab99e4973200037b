import type { SharedMemory, Storage } from '../storage/storage.ts'
import { createAccessTokens } from './access-token.ts'
import { createAccountOperations } from './account-operations.ts'
import { createApiTokenOperations } from './api-token-operations.ts'
import { createApiTokenStore } from './api-token-store.ts'
import type { AuthContext } from './auth-context.ts'
import type { Auth } from './auth.ts'
import { checkToken } from './check-token.ts'
import { createPasswordHasher } from './create-password-hasher.ts'
import { createProofs } from './create-proofs.ts'
import { createRedisSessionStore } from './redis-session-store.ts'
import { createRefreshTokens } from './refresh-token.ts'
import { refuseToken } from './refusals.ts'
import { createSessionOperations } from './session-operations.ts'
import { createSqlSessionStore } from './sql-session-store.ts'
import { createUserStore } from './user-store.ts'

const shortestKey = 32

export interface AuthOptions {
  readonly storage: Storage
  /** Keeps the sessions when there is one; else they are in the database. */
  readonly memory: SharedMemory
  /** At least 32 random bytes, the same on all instances. A new one ends all sessions and leaves API tokens. */
  readonly signingKey: Uint8Array
  /** Epoch milliseconds. */
  readonly now: () => number
}

/**
 * Sessions, passwords and tokens. While Redis does not answer, login, refresh, logout and password changes are refused with 503
 * `sessions_unavailable`, and access and API tokens keep working: the check of the session is skipped until it answers again.
 */
export function createAuth(options: AuthOptions): Auth {
  const context = contextOf(options)
  const proofs = createProofs({ now: options.now, check: (token) => checkToken(context, token) })
  return {
    authenticate: (bearer) => (bearer === undefined ? Promise.reject(refuseToken('missing_token')) : proofs.prove(bearer)),
    ...createSessionOperations(context, proofs),
    ...createAccountOperations(context, proofs),
    ...createApiTokenOperations(context, proofs),
  }
}

function contextOf({ storage: { database }, memory, signingKey, now }: AuthOptions): AuthContext {
  if (signingKey.length < shortestKey) throw new TypeError(`The signing key needs at least ${shortestKey} bytes.`)
  return {
    now,
    users: createUserStore(database),
    sessions: memory === undefined ? createSqlSessionStore({ database, now }) : createRedisSessionStore({ redis: memory, now }),
    apiTokens: createApiTokenStore({ database, now }),
    passwords: createPasswordHasher(),
    accessTokens: createAccessTokens({ signingKey: new Uint8Array(signingKey), now }),
    refreshTokens: createRefreshTokens(signingKey),
  }
}
