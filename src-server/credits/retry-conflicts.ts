import { setTimeout as sleep } from 'node:timers/promises'

const attempts = 6
const longestPauseMs = 20

/**
 * SQLSTATEs of a transaction that PostgreSQL undid because of another
 * one: `serialization_failure`, `deadlock_detected`.
 */
const conflicts = new Set(['40001', '40P01'])

/**
 * Does work again that was undone for the sake of another transaction; everything else that it throws goes
 * through.
 */
export async function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !conflicts.has(codeOf(error))) throw error
      await sleep(Math.random() * longestPauseMs * attempt)
    }
  }
}

/** Whether a row of the same key was there already (`unique_violation`). */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === '23505'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
