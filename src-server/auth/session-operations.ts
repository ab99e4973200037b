import { randomUUID } from 'node:crypto'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { ApiError } from '../api-error.ts'
import { normalizeEmail } from './account-operations.ts'
import type { AuthContext } from './auth-context.ts'
import type { Auth } from './auth.ts'
import type { Proofs } from './create-proofs.ts'
import { refuseCredentials, refuseRefresh } from './refusals.ts'
import { toAccount, type User } from './user-store.ts'

const longestUserAgent = 256

export function createSessionOperations(
  context: AuthContext,
  proofs: Proofs,
): Pick<Auth, 'login' | 'refresh' | 'logout'> {
  const { users, sessions, refreshTokens } = context

  return {
    async login(credentials, userAgent) {
      // First, or an outage would tell whose password was right.
      await sessions.ensureAvailable()
      const user = await verifiedUser(context, credentials)
      const id = randomUUID()
      await sessions.create({ id, userId: user.id, userAgent: userAgent.slice(0, longestUserAgent) })
      // A password that was changed meanwhile, or an account disabled, would not have ended this session.
      const after = await users.byId(user.id)
      if (after?.status === 'active' && after.password_hash === user.password_hash)
        return await tokenPair(context, after, id, 0)
      await sessions.end(id, user.id)
      throw refuseCredentials()
    },
    async refresh(refreshToken) {
      const { sessionId, generation } = refreshTokens.read(refreshToken)
      const rotation = await sessions.rotate(sessionId, generation)
      if (rotation.outcome === 'gone') throw refuseRefresh('session_ended')
      if (rotation.outcome === 'reused') {
        proofs.forget(rotation.userId, sessionId)
        throw refuseRefresh('refresh_token_reused')
      }
      const user = await users.byId(rotation.userId)
      if (user?.status === 'active') return await tokenPair(context, user, sessionId, generation + 1)
      await sessions.end(sessionId, rotation.userId)
      throw refuseRefresh('account_disabled')
    },
    async logout({ userId, via }) {
      if (via.kind !== 'session')
        throw new ApiError(
          400,
          'invalid_request_error',
          'no_session',
          'An API token has no session to end. To revoke it, delete it.',
        )
      await sessions.end(via.id, userId)
      proofs.forget(userId, via.id)
    },
  }
}

/** The user whose password this is; its hash is made anew when it is older than today's parameters. */
async function verifiedUser(
  { users, passwords }: AuthContext,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<User> {
  const user = await users.byEmail(normalizeEmail(email))
  const { isRight, isOutdated } = await passwords.verify(password, user?.password_hash)
  if (user === undefined || !isRight || user.status !== 'active') throw refuseCredentials()
  if (!isOutdated) return user
  const hash = await passwords.hash(password)
  return (await users.replaceHash(user, hash)) ? { ...user, password_hash: hash } : user
}

/** A new pair for this generation of the session. */
export async function tokenPair(
  { accessTokens, refreshTokens }: AuthContext,
  user: User,
  sessionId: string,
  generation: number,
): Promise<TokenPair> {
  const access = await accessTokens.issue(user, sessionId)
  return {
    access_token: access,
    refresh_token: refreshTokens.issue({ sessionId, generation }),
    token_type: 'Bearer',
    expires_in: accessTokens.seconds,
    user: toAccount(user),
  }
}
