import type { SharedMemory, Storage } from '../storage/storage.ts'
import { createAccessTokens } from './access-token.ts'
import { createApiTokenStore } from './api-token-store.ts'
import type { AuthContext } from './auth-context.ts'
import { createPasswordHasher } from './create-password-hasher.ts'
import { createRedisSessionStore } from './redis-session-store.ts'
import { createRefreshTokens } from './refresh-token.ts'
import { createSqlSessionStore } from './sql-session-store.ts'
import { createUserStore } from './user-store.ts'

const shortestKey = 32

export interface AuthOptions {
  readonly storage: Storage
  /** Keeps the sessions when there is one; else they are in the database. */
  readonly memory: SharedMemory
  /**
   * At least 32 random bytes, the same on all instances. A new one ends all sessions and leaves API tokens.
   */
  readonly signingKey: Uint8Array
  /** Epoch milliseconds. */
  readonly now: () => number
  /** How long access tokens are good for; 15 minutes by default. */
  readonly accessTokenSeconds?: number
}

/** Builds what the operations work with. */
export function createAuthContext({
  storage: { database },
  memory,
  signingKey,
  now,
  accessTokenSeconds,
}: AuthOptions): AuthContext {
  if (signingKey.length < shortestKey)
    throw new TypeError(`The signing key needs at least ${shortestKey} bytes.`)
  return {
    now,
    users: createUserStore(database),
    sessions:
      memory === undefined
        ? createSqlSessionStore({ database, now })
        : createRedisSessionStore({ redis: memory, now }),
    apiTokens: createApiTokenStore({ database, now }),
    passwords: createPasswordHasher(),
    accessTokens: createAccessTokens({
      signingKey: new Uint8Array(signingKey),
      now,
      seconds: accessTokenSeconds,
    }),
    refreshTokens: createRefreshTokens(signingKey),
  }
}
