import type { CacheTtl, CreditCharge, TerminalRunEvent } from '../../../src-shared/run-event.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal, totalInputTokens } from '../../../src-shared/usage-arithmetic.ts'
import { formatCount, formatDuration, formatPlural, lifetimeWords } from '../../ui/format.ts'

export interface Receipt {
  /** What the cache did, in words and figures. */
  readonly cache: string
  /** What it cost and what caching changed. */
  readonly money: readonly string[]
  readonly timing: string
  /** Why not all of the prefix was read from the cache; undefined when there is nothing to explain. */
  readonly miss: string | undefined
  /** Why the planner cached or did not; empty when there is nothing to add. */
  readonly reason: string
  readonly tone: 'good' | 'neutral'
}

type Outcome = Pick<TerminalRunEvent, 'usage' | 'cost' | 'credits' | 'cache' | 'plan' | 'timing'>

function countsOf(usage: TokenUsage = {}) {
  return {
    read: usage.cacheReadTokens ?? 0,
    written: cacheWriteTotal(usage) ?? 0,
    input: totalInputTokens(usage),
  }
}

/** Within which time what was written can be read; what was reported goes before what was planned. */
function lifetimeOf({ usage, plan }: Outcome): string {
  const { fiveMinutes = 0, oneHour = 0, twelveHours = 0 } = usage?.cacheWriteTokens ?? {}
  const reported: CacheTtl | undefined =
    fiveMinutes > 0 ? '5m' : oneHour > 0 ? '1h' : twelveHours > 0 ? '12h' : undefined
  const ttl = reported ?? plan.ttl
  return ttl === undefined ? '' : ` within ${lifetimeWords[ttl]}`
}

function describeCache(outcome: Outcome): string {
  const { read, written, input } = countsOf(outcome.usage)
  const readOf = `${formatCount(read)} of ${formatCount(input)} input tokens read`
  switch (outcome.cache.status) {
    case 'hit':
      return `Cache hit: ${readOf}`
    case 'partial':
      return `Partial cache hit: ${readOf}, ${formatCount(written)} written`
    case 'write':
      return `Cache written: ${formatCount(written)} tokens; the next run${lifetimeOf(outcome)} reads them`
    case 'miss':
      return `Nothing cached: ${formatCount(input)} input tokens at the full price`
    case 'unknown':
      return outcome.credits?.charged === 0 && outcome.usage === undefined
        ? 'Not answered'
        : 'Cache: not reported'
    case 'local':
      return 'From local cache: no provider was asked'
  }
}

function describeMoney({ cost, credits, cache }: Outcome, practice: boolean, dedicated: boolean): string[] {
  if (cache.status === 'local')
    return cost.saved === undefined
      ? ['cost nothing']
      : [
          'cost nothing',
          `the provider’s answer had ${practice ? 'a simulated cost of' : 'cost'} ${formatUsd(cost.saved)}`,
        ]
  const simulated = practice ? 'simulated ' : ''
  const parts =
    credits === undefined
      ? [cost.actual === undefined ? unknownCost(dedicated) : `${simulated}cost ${formatUsd(cost.actual)}`]
      : describeCredits(credits)
  if (cost.saved === undefined) {
    if (cost.actual !== undefined) parts.push('saving unknown')
  } else if (cost.saved > 0) parts.push(`${practice ? 'simulated saving' : 'saved'} ${formatUsd(cost.saved)}`)
  else if (cost.saved < 0) parts.push(`${formatUsd(-cost.saved)} more than without caching`)
  return parts
}

/** The gateway bills a run that was stopped or cut all the same. */
function unknownCost(dedicated: boolean): string {
  return dedicated ? 'cost unknown: the gateway’s history tells' : 'cost unknown'
}

function describeCredits({ charged, balance }: CreditCharge): string[] {
  return [formatPlural(charged, 'credit'), ...(balance === undefined ? [] : [`${formatCount(balance)} left`])]
}

function describeTiming({ timing }: Outcome): string {
  const first =
    timing.firstTokenMs === undefined ? '' : `, first words after ${formatDuration(timing.firstTokenMs)}`
  return `${formatDuration(timing.latencyMs)}${first}`
}

/**
 * The lines under an answer. What was not reported is said to be so, never
 * shown as 0. `dedicated`: the gateway was asked.
 */
export function receiptOf(outcome: Outcome, practice: boolean, dedicated = false): Receipt {
  const { status } = outcome.cache
  return {
    cache: describeCache(outcome),
    money: describeMoney(outcome, practice, dedicated),
    timing: describeTiming(outcome),
    miss: outcome.cache.miss?.message,
    reason:
      status === 'local' || outcome.plan.reason === outcome.cache.miss?.message ? '' : outcome.plan.reason,
    tone: status === 'hit' || status === 'partial' || status === 'local' ? 'good' : 'neutral',
  }
}
