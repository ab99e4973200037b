import { createAccountOperations } from './account-operations.ts'
import { createApiTokenOperations } from './api-token-operations.ts'
import type { Auth } from './auth.ts'
import { checkToken } from './check-token.ts'
import { createAuthContext, type AuthOptions } from './create-auth-context.ts'
import { createProofs } from './create-proofs.ts'
import { refuseToken } from './refusals.ts'
import { createSessionOperations } from './session-operations.ts'

/**
 * Sessions, passwords and tokens. While Redis does not answer, login, refresh, logout and password
 * changes are refused with 503 `sessions_unavailable`, and access and API tokens keep working: the check
 * of the session is skipped until it answers again.
 */
export function createAuth(options: AuthOptions): Auth {
  const context = createAuthContext(options)
  const proofs = createProofs({ now: options.now, check: (token) => checkToken(context, token) })
  return {
    authenticate: (bearer) =>
      bearer === undefined ? Promise.reject(refuseToken('missing_token')) : proofs.prove(bearer),
    ...createSessionOperations(context, proofs),
    ...createAccountOperations(context, proofs),
    ...createApiTokenOperations(context, proofs),
  }
}
