import { randomBytes, randomUUID } from 'node:crypto'
import type { Scope } from '../../src-shared/dedicated-api/account.ts'
import { ApiError } from '../api-error.ts'
import { toInfo, type StoredApiToken } from './api-token-store.ts'
import type { AuthContext } from './auth-context.ts'
import type { Auth } from './auth.ts'
import { apiTokenPrefix, hashOfApiToken } from './check-token.ts'
import type { Proofs } from './create-proofs.ts'
import type { Principal } from './principal.ts'

const dayMs = 24 * 60 * 60 * 1000
const mostTokens = 50

export function createApiTokenOperations(
  { apiTokens, now }: AuthContext,
  proofs: Proofs,
): Pick<Auth, 'createApiToken' | 'apiTokens' | 'revokeApiToken'> {
  return {
    async createApiToken(principal, { name, scopes, expiresInDays }) {
      ensureMayCreate(principal, scopes)
      if ((await apiTokens.ofUser(principal.userId)).length >= mostTokens) throw tooMany()
      const token = apiTokenPrefix + randomBytes(32).toString('base64url')
      const stored: StoredApiToken = {
        id: randomUUID(),
        user_id: principal.userId,
        name,
        token_hash: hashOfApiToken(token),
        scopes: JSON.stringify([...new Set(scopes)]),
        created_at: now(),
        last_used_at: null,
        expires_at: expiresInDays === undefined ? null : now() + expiresInDays * dayMs,
      }
      await apiTokens.add(stored)
      return { ...toInfo(stored), token }
    },
    apiTokens: async (userId) => (await apiTokens.ofUser(userId)).map(toInfo),
    async revokeApiToken(userId, tokenId) {
      if (!(await apiTokens.remove(userId, tokenId)))
        throw new ApiError(404, 'not_found_error', 'token_not_found', 'You have no API token with this id.')
      proofs.forget(userId, tokenId)
    },
  }
}

/** A token that could make tokens would outlive its own expiry and revocation. */
function ensureMayCreate({ via, scopes: own }: Principal, scopes: readonly Scope[]): void {
  if (via.kind !== 'session')
    throw new ApiError(
      403,
      'permission_error',
      'session_required',
      'An API token cannot make API tokens. Log in to make one.',
    )
  const missing = scopes.find((scope) => !own.includes(scope))
  if (missing !== undefined)
    throw new ApiError(
      403,
      'permission_error',
      'insufficient_scope',
      `You cannot give the scope ${missing}, for you do not have it.`,
      { param: 'scopes' },
    )
}

function tooMany(): ApiError {
  return new ApiError(
    409,
    'conflict_error',
    'too_many_tokens',
    `You have ${mostTokens} API tokens, which is the most. Delete one that is not used.`,
  )
}
