import type { Account, Scope, TokenPair } from '../../src-shared/dedicated-api/account.ts'
import type { Principal } from './principal.ts'

/**
 * An API token as its owner sees it; the token itself is shown once,
 * when it is made. Times are epoch milliseconds.
 */
export interface ApiTokenInfo {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly lastUsedAt?: number
  readonly expiresAt?: number
}

/**
 * Logins, sessions and tokens. Every refusal is an ApiError (401 unless
 * said otherwise) that tells no more than it must.
 */
export interface Auth {
  /**
   * Proves a bearer token: an access token (JWT, 15 min) or an API token. A proof is kept for 60 s, which is
   * how long a revocation may lag on other instances.
   */
  authenticate(bearer: string | undefined): Promise<Principal>
  login(
    credentials: { readonly email: string; readonly password: string },
    userAgent: string,
  ): Promise<TokenPair>
  /**
   * Rotates: each refresh token is good for once. One that was used before ends the
   * session, for one of the two who have it has stolen it.
   */
  refresh(refreshToken: string): Promise<TokenPair>
  /** Ends the session; its access tokens die at once here, within 60 s on other instances. */
  logout(principal: Principal): Promise<void>
  changePassword(
    principal: Principal,
    passwords: { readonly current: string; readonly next: string },
  ): Promise<void>
  /**
   * What somebody else may set, without the current one. All sessions of the user end, and nothing changes
   * when they cannot. 404 when there is no such user.
   */
  setPassword(userId: string, password: string): Promise<void>
  account(userId: string): Promise<Account>
  /** Refused with 409 when the address is taken. */
  createUser(user: {
    readonly email: string
    readonly password: string
    readonly role: Account['role']
    readonly tier: string
  }): Promise<Account>
  /** Scopes are at most the principal's own. */
  createApiToken(
    principal: Principal,
    token: { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresInDays?: number },
  ): Promise<ApiTokenInfo & { readonly token: string }>
  apiTokens(userId: string): Promise<readonly ApiTokenInfo[]>
  /** 404 when this user has no such token. */
  revokeApiToken(userId: string, tokenId: string): Promise<void>
  /**
   * Forgets every proof of this user here and ends the sessions where
   * asked, after a change of tier, role or status.
   */
  forget(userId: string, options?: { readonly endSessions?: boolean }): Promise<void>
}
