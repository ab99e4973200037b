import { hash } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import type { SharedMemory } from '../storage/storage.ts'
import { createRedisHealth } from './redis-health.ts'
import { openWindows } from './windows.ts'

const mostWrong = 10
const windowSeconds = 15 * 60
const wrongPasswordCodes = ['invalid_credentials', 'wrong_password']

/** Counts wrong passwords by whom they are meant for, wherever they come from and whether or not the account exists. */
export interface LoginTries {
  /**
   * Runs `work`, which checks a password meant for `subject` (an e-mail address or a user id). After 10 wrong ones within 15
   * minutes it is not run any more: ApiError 429 `too_many_wrong_passwords`, whatever the password. Only a wrong password counts.
   */
  attempt<Result>(subject: string, work: () => Promise<Result>): Promise<Result>
}

/** Tries are counted like requests: in Redis when there is one, and by each instance while it does not answer. */
export function createLoginTries({ memory }: { readonly memory: SharedMemory }): LoginTries {
  const windows = openWindows({ name: 'login', seconds: windowSeconds }, memory, memory === undefined ? undefined : createRedisHealth(memory))
  return {
    async attempt(subject, work) {
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
    },
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof ApiError && wrongPasswordCodes.includes(error.code)
}

function tooManyWrong(seconds: number): ApiError {
  const message = `Too many wrong passwords were tried for this account. Try again in ${Math.ceil(seconds / 60)} min.`
  return new ApiError(429, 'rate_limit_error', 'too_many_wrong_passwords', message, { retryAfterSeconds: seconds })
}
