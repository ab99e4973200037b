import type { AccessTokens } from './access-token.ts'
import type { ApiTokenStore } from './api-token-store.ts'
import type { PasswordHasher } from './create-password-hasher.ts'
import type { RefreshTokens } from './refresh-token.ts'
import type { SessionStore } from './session-store.ts'
import type { UserStore } from './user-store.ts'

/** What the operations of this room work with. `now` is epoch milliseconds. */
export interface AuthContext {
  readonly now: () => number
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly apiTokens: ApiTokenStore
  readonly passwords: PasswordHasher
  readonly accessTokens: AccessTokens
  readonly refreshTokens: RefreshTokens
}
