import { randomUUID } from 'node:crypto'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { openTestStorage, type TestMode, type TestStorage } from '../storage/open-test-storage.ts'
import type { Auth } from './auth.ts'
import type { AuthContext } from './auth-context.ts'
import { createAuth } from './create-auth.ts'
import { createAuthContext } from './create-auth-context.ts'
import { tokenPair } from './session-operations.ts'
import type { User } from './user-store.ts'

export const testPassword = 'correct horse battery'
/** Made beforehand, for a hash takes a quarter of a second. */
const testPasswordHash =
  '$scrypt$ln=15,r=8,p=3$mdUepYn5YlmNUmih5PT97w$5dRt1fbrOsKvNtKsr6qxCtZOunqnY6qdmESzlVTfaro'

export const testSigningKey = new Uint8Array(32).fill(7)

export interface TestAuth extends AsyncDisposable {
  readonly opened: TestStorage
  /** Epoch milliseconds, which tests move. */
  readonly clock: { now: number }
  readonly auth: Auth
  /** Another instance on the same place. */
  createSecond(): Auth
  /** The parts of the first instance's like. */
  readonly context: AuthContext
  /** A user with `testPassword`. */
  addUser(user?: Partial<User>): Promise<User>
  /** What a login answers, without the cost of a password. */
  startSession(user: User): Promise<TokenPair>
}

/** The gateway's own auth on an empty place, with a clock that stands still. */
export async function openTestAuth(mode: TestMode): Promise<TestAuth> {
  const opened = await openTestStorage(mode)
  const clock = { now: Date.now() }
  const options = {
    storage: opened.storage,
    memory: opened.memory,
    signingKey: testSigningKey,
    now: () => clock.now,
  }
  const context = createAuthContext(options)
  return {
    opened,
    clock,
    auth: createAuth(options),
    createSecond: () => createAuth(options),
    context,
    async addUser(user = {}) {
      const added: User = {
        id: randomUUID(),
        email: 'ann@example.com',
        password_hash: testPasswordHash,
        role: 'user',
        tier: 'standard',
        status: 'active',
        created_at: clock.now,
        ...user,
      }
      await context.users.add(added)
      return added
    },
    async startSession(user) {
      const id = randomUUID()
      await context.sessions.create({ id, userId: user.id, userAgent: 'test' })
      return await tokenPair(context, user, id, 0)
    },
    [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
  }
}
