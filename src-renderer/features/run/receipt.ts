import type { TerminalRunEvent } from '../../../src-shared/run-event.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal, totalInputTokens } from '../../../src-shared/usage-arithmetic.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'

export interface Receipt {
  /** What the cache did, in words and figures. */
  readonly cache: string
  /** What it cost and what caching changed. */
  readonly money: readonly string[]
  readonly timing: string
  /** Why the planner cached or did not. */
  readonly reason: string
  readonly tone: 'good' | 'neutral'
}

type Outcome = Pick<TerminalRunEvent, 'usage' | 'cost' | 'cache' | 'plan' | 'timing'>

function countsOf(usage: TokenUsage = {}) {
  const writes = usage.cacheWriteTokens
  const forAnHour = (writes?.oneHour ?? 0) > 0 && (writes?.fiveMinutes ?? 0) === 0
  return { read: usage.cacheReadTokens ?? 0, written: cacheWriteTotal(usage) ?? 0, input: totalInputTokens(usage), forAnHour }
}

function describeCache(outcome: Outcome): string {
  const { read, written, input, forAnHour } = countsOf(outcome.usage)
  const lifetime = outcome.plan.ttl === '1h' || forAnHour ? 'hour' : '5 minutes'
  const readOf = `${formatCount(read)} of ${formatCount(input)} input tokens read`
  switch (outcome.cache.status) {
    case 'hit':
      return `Cache hit: ${readOf}`
    case 'partial':
      return `Partial cache hit: ${readOf}, ${formatCount(written)} written`
    case 'write':
      return `Cache written: ${formatCount(written)} tokens; the next run within ${lifetime === 'hour' ? 'an hour' : lifetime} reads them`
    case 'miss':
      return `Nothing cached: ${formatCount(input)} input tokens at the full price`
    case 'unknown':
      return 'Cache: not reported'
    case 'local':
      return 'From the local cache: no provider was asked'
  }
}

function describeMoney({ cost }: Outcome, practice: boolean): string[] {
  const simulated = practice ? 'simulated ' : ''
  const parts = [cost.actual === undefined ? 'cost unknown' : `${simulated}cost ${formatUsd(cost.actual)}`]
  if (cost.saved === undefined) {
    if (cost.actual !== undefined) parts.push('saving unknown')
  } else if (cost.saved > 0) parts.push(`${practice ? 'simulated saving' : 'saved'} ${formatUsd(cost.saved)}`)
  else if (cost.saved < 0) parts.push(`${formatUsd(-cost.saved)} more than without caching`)
  return parts
}

function describeTiming({ timing }: Outcome): string {
  const first = timing.firstTokenMs === undefined ? '' : `, first words after ${formatDuration(timing.firstTokenMs)}`
  return `${formatDuration(timing.latencyMs)}${first}`
}

/** The lines under an answer. What was not reported is said to be so, never shown as 0. */
export function receiptOf(outcome: Outcome, practice: boolean): Receipt {
  const { status } = outcome.cache
  return {
    cache: describeCache(outcome),
    money: describeMoney(outcome, practice),
    timing: describeTiming(outcome),
    reason: outcome.plan.reason,
    tone: status === 'hit' || status === 'partial' ? 'good' : 'neutral',
  }
}
