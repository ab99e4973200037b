import type { UsageRecord } from '../../../src-shared/dedicated-api/usage-record.ts'
import type { HoldRequest } from '../credit-store.ts'

export const testTime = Date.parse('2026-11-21T12:00:00Z')

/** The id of a user's request; several tests share a database. */
export function requestOf(userId: string, name: string): string {
  return `${userId}/${name}`
}

export function holdFor(userId: string, name: string, amount: number): HoldRequest {
  return {
    requestId: requestOf(userId, name),
    userId,
    amount,
    provider: 'anthropic',
    model: 'claude-haiku-5-5',
    streamed: true,
  }
}

/** A finished call that used a bit of everything. */
export function recordOf(
  userId: string,
  name: string,
  credits: number,
  changes: Partial<UsageRecord> = {},
): UsageRecord {
  return {
    requestId: requestOf(userId, name),
    userId,
    at: testTime,
    provider: 'anthropic',
    model: 'claude-haiku-5-5',
    status: 'finished',
    streamed: true,
    answerCached: false,
    answerCacheMissed: false,
    uncachedInputTokens: 100,
    cacheReadTokens: 2_000,
    cacheWrite5mTokens: 30,
    cacheWrite1hTokens: 0,
    outputTokens: 50,
    credits,
    estimated: false,
    vendorCost: credits * 1_000,
    costBreakdown: { uncachedInput: 1, cacheRead: 2, cacheWrite: 3, output: 4 },
    savedCost: -7,
    breakpoints: 1,
    latencyMs: 12.7,
    firstTokenMs: 3.2,
    ...changes,
  }
}
