import { randomUUID } from 'node:crypto'
import { emailSchema, passwordSchema } from '../../src-shared/dedicated-api/account.ts'
import { ApiError } from '../api-error.ts'
import type { AuthContext } from './auth-context.ts'
import type { Auth } from './auth.ts'
import type { Proofs } from './create-proofs.ts'
import { toAccount, type User } from './user-store.ts'

export function createAccountOperations(
  context: AuthContext,
  proofs: Proofs,
): Pick<Auth, 'account' | 'createUser' | 'changePassword' | 'setPassword' | 'forget'> {
  const { users, sessions, passwords, now } = context

  return {
    account: async (userId) => toAccount(await knownUser(context, userId)),
    async createUser({ email, password, role, tier }) {
      const address = emailSchema.safeParse(email)
      if (!address.success) throw malformed('email', address.error.issues[0]?.message)
      const user: User = {
        id: randomUUID(),
        email: address.data,
        password_hash: await passwords.hash(checkedPassword('password', password)),
        role,
        tier,
        status: 'active',
        created_at: now(),
      }
      if (!(await users.add(user)))
        throw new ApiError(
          409,
          'conflict_error',
          'email_taken',
          'There is an account with this e-mail address already.',
          { param: 'email' },
        )
      return toAccount(user)
    },
    changePassword: (principal, change) => changePassword(context, proofs, principal, change),
    async setPassword(userId, password) {
      const hash = await passwords.hash(checkedPassword('password', password))
      await knownUser(context, userId)
      // Before and after, as when users change it themselves.
      await sessions.endAll(userId)
      if (!(await users.setHash(userId, hash))) throw userNotFound()
      await sessions.endAll(userId)
      proofs.forget(userId)
    },
    async forget(userId, { endSessions = false } = {}) {
      try {
        if (endSessions) await sessions.endAll(userId)
      } finally {
        proofs.forget(userId)
      }
    },
  }
}

/** As addresses are stored, so that a login finds its account however it is typed. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

async function changePassword(
  { users, sessions, passwords }: AuthContext,
  proofs: Proofs,
  ...[{ userId, via }, { current, next }]: Parameters<Auth['changePassword']>
): Promise<void> {
  checkedPassword('next', next)
  const kept = via.kind === 'session' ? via.id : undefined
  const user = await knownUser({ users }, userId)
  if (!(await passwords.verify(current, user.password_hash)).isRight) throw wrongPassword()
  const hash = await passwords.hash(next)
  // Before, so that nothing has changed when sessions cannot be
  // ended; after, for those that were made meanwhile.
  await sessions.endAll(userId, kept)
  if (!(await users.replaceHash(user, hash)))
    throw new ApiError(
      409,
      'conflict_error',
      'password_changed',
      'The password was changed by another request at the same time. Log in with that one.',
    )
  await sessions.endAll(userId, kept)
  proofs.forget(userId)
}

async function knownUser({ users }: Pick<AuthContext, 'users'>, userId: string): Promise<User> {
  const user = await users.byId(userId)
  if (user === undefined) throw userNotFound()
  return user
}

function userNotFound(): ApiError {
  return new ApiError(404, 'not_found_error', 'user_not_found', 'There is no such user.')
}

function checkedPassword(param: string, password: string): string {
  const checked = passwordSchema.safeParse(password)
  if (!checked.success) throw malformed(param, checked.error.issues[0]?.message)
  return checked.data
}

function malformed(param: string, message = 'This value is not valid.'): ApiError {
  return new ApiError(400, 'invalid_request_error', 'invalid_value', `${param}: ${message}`, { param })
}

/** 403, because 401 would tell a client that its token is bad. */
function wrongPassword(): ApiError {
  return new ApiError(
    403,
    'permission_error',
    'wrong_password',
    'The current password is wrong. Nothing was changed.',
    { param: 'current' },
  )
}
