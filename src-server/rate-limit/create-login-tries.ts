import { hash } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import type { SharedMemory } from '../storage/storage.ts'
import { addressSubject } from './address-subject.ts'
import { createRedisHealth } from './redis-health.ts'
import { openWindows } from './open-windows.ts'
import type { Windows } from './windows.ts'

const mostWrongFromAddress = 10
const mostWrongForAccount = 100
const windowSeconds = 15 * 60
const wrongPasswordCodes = ['invalid_credentials', 'wrong_password']

export interface LoginTry {
  /** Whom the password is meant for: an e-mail address (in lower case) or a user id. */
  readonly account: string
  /** Where it comes from; addresses of one IPv6 network (/64) count as one. */
  readonly clientAddress: string
}

/**
 * Counts wrong passwords by whom they are meant for and where they come from, whether or not the account
 * exists.
 */
export interface LoginTries {
  /**
   * Runs `work`, which checks a password. After 10 wrong ones for an account from one address, or 100 from
   * all addresses, within 15 minutes it is not run any more: ApiError 429 `too_many_wrong_passwords`,
   * whatever the password. So somebody at one address cannot keep the owner at another out, and guessing from
   * many addresses stays bounded. Only a wrong password counts.
   */
  attempt<Result>(from: LoginTry, work: () => Promise<Result>): Promise<Result>
}

/**
 * Tries are counted like requests: in Redis when there is one, and by each instance while it does not answer.
 */
export function createLoginTries({ memory }: { readonly memory: SharedMemory }): LoginTries {
  const health = memory === undefined ? undefined : createRedisHealth(memory)
  const byAddress = openWindows({ name: 'login', seconds: windowSeconds }, memory, health)
  const byAccount = openWindows({ name: 'login-account', seconds: windowSeconds }, memory, health)
  return {
    async attempt({ account, clientAddress }, work) {
      // The address first: what it refuses must not fill the account's count, which locks everybody out.
      return await counted(
        byAddress,
        `${addressSubject(clientAddress)}\n${account}`,
        mostWrongFromAddress,
        async () => await counted(byAccount, account, mostWrongForAccount, work),
      )
    },
  }
}

async function counted<Result>(
  windows: Windows,
  subject: string,
  mostWrong: number,
  work: () => Promise<Result>,
): Promise<Result> {
  // Hashed: an e-mail address is nothing for the keys of a Redis.
  const key = hash('sha256', subject, 'base64url')
  // Taken before the password is checked, or parallel tries would all pass.
  const { isAllowed, endsInMs } = await windows.take(key, mostWrong)
  if (!isAllowed) throw tooManyWrong(Math.ceil(endsInMs / 1000))
  try {
    const result = await work()
    await windows.giveBack(key)
    return result
  } catch (error) {
    if (!isWrongPassword(error)) await windows.giveBack(key)
    throw error
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof ApiError && wrongPasswordCodes.includes(error.code)
}

function tooManyWrong(seconds: number): ApiError {
  const minutes = Math.ceil(seconds / 60)
  const message = `Too many wrong passwords were tried for this account. Try again in ${minutes} min.`
  return new ApiError(429, 'rate_limit_error', 'too_many_wrong_passwords', message, {
    retryAfterSeconds: seconds,
  })
}
