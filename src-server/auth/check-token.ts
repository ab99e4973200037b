import { hash } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import { scopesOf } from './api-token-store.ts'
import type { AuthContext } from './auth-context.ts'
import type { Proof } from './create-proofs.ts'
import type { Principal } from './principal.ts'
import { refuseToken } from './refusals.ts'
import { allowedScopes } from './scopes-of-role.ts'

export const apiTokenPrefix = 'rephlo_'

/** What the database keeps of an API token. */
export function hashOfApiToken(token: string): string {
  return hash('sha256', token, 'hex')
}

/**
 * Asks signature and stores what a token proves. Tier, role and status are the database's, not the
 * token's, and scopes are what both allow. While Redis does not answer, an access token is good
 * without its session, for at most its 15 minutes.
 */
export async function checkToken(context: AuthContext, token: string): Promise<Proof> {
  return token.startsWith(apiTokenPrefix)
    ? await checkApiToken(context, token)
    : await checkAccessToken(context, token)
}

async function checkAccessToken(
  { accessTokens, users, sessions }: AuthContext,
  token: string,
): Promise<Proof> {
  const { userId, sessionId, scopes, expiresAt } = await accessTokens.verify(token)
  const user = await users.byId(userId)
  if (user === undefined) throw refuseToken('invalid_token')
  if (user.status !== 'active') throw refuseToken('account_disabled')
  if (!(await sessions.touch(sessionId, userId).catch(goodWhenUnavailable)))
    throw refuseToken('session_ended')
  const principal: Principal = {
    userId,
    tier: user.tier,
    role: user.role,
    scopes: allowedScopes(scopes, user.role),
    via: { kind: 'session', id: sessionId },
  }
  return { principal, expiresAt }
}

function goodWhenUnavailable(error: unknown): true {
  if (error instanceof ApiError && error.code === 'sessions_unavailable') return true
  throw error
}

async function checkApiToken({ apiTokens, now }: AuthContext, token: string): Promise<Proof> {
  const found = await apiTokens.byHash(hashOfApiToken(token))
  if (found === undefined) throw refuseToken('invalid_token')
  if (found.expires_at !== null && found.expires_at <= now()) throw refuseToken('token_expired')
  if (found.status !== 'active') throw refuseToken('account_disabled')
  // Not waited for, and not worth failing a request.
  void apiTokens.noteUse(found.id).catch(() => undefined)
  const principal: Principal = {
    userId: found.user_id,
    tier: found.tier,
    role: found.role,
    scopes: allowedScopes(scopesOf(found), found.role),
    via: { kind: 'api-token', id: found.id },
  }
  return { principal, expiresAt: found.expires_at ?? undefined }
}
