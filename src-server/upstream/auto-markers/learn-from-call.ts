import { cheapestPremium, fullWriteRate, lifetimes } from '../../../src-shared/planner/cache-option.ts'
import { initialSpaceState, recordRun, type RunRecord } from '../../../src-shared/planner/space-state.ts'
import { costOfUsage } from '../../../src-shared/pricing/cost-of-usage.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal, reportsCache } from '../../../src-shared/usage-arithmetic.ts'
import type { PlanHandle } from './plan-prefix.ts'
import { tokensUpTo, type PrefixMemory, type WarmPrefix } from './prefix-memory.ts'

/**
 * Calls that run side by side end in any order; a clock that was set back by more than this is taken as it
 * is.
 */
const longestCallMs = 10 * 60_000

/**
 * Changes what is remembered by what a call did: when the prefix was
 * used, what caching cost, and what is warm now.
 */
export function learnFromCall(handle: PlanHandle, usage: TokenUsage | undefined, at: number): void {
  const { prefix, user } = handle
  if (handle.marked.length > 0) learnWarmth(handle, prefix, usage, at)
  const run = runOf(handle, usage, usedAt(prefix, at))
  prefix.state = recordRun(prefix.state, run)
  user.account = recordRun({ ...initialSpaceState(), account: user.account }, run).account
}

/**
 * In doubt the cache is taken for cold: to write again what is still
 * kept costs nothing, to count on what is gone does.
 */
function learnWarmth(
  { marked, ttl = '5m' }: PlanHandle,
  prefix: PrefixMemory,
  usage: TokenUsage | undefined,
  at: number,
): void {
  const place = marked.at(-1) ?? 1
  const [read, written] = [
    usage?.cacheReadTokens ?? 0,
    usage === undefined ? 0 : (cacheWriteTotal(usage) ?? 0),
  ]
  const isReported = usage !== undefined && reportsCache(usage)
  prefix.isIgnored = isReported && read + written === 0
  if (read + written === 0) {
    prefix.warm = undefined
    return
  }
  prefix.counted = place === 0 ? [read + written, prefix.counted[1]] : [prefix.counted[0], read + written]
  // What was only read may be what lives shortest. Counted from the beginning of
  // the call: nobody knows when the vendor did it.
  const lasting = written > 0 ? ttl : (prefix.warm?.ttl ?? '5m')
  prefix.warm = later(prefix.warm, { place, ttl: lasting, expiresAt: at + lifetimes[lasting] })
}

/** Of calls side by side, the one that keeps it warm for longer. */
function later(before: WarmPrefix | undefined, after: WarmPrefix): WarmPrefix {
  return before?.place === after.place && before.ttl === after.ttl && before.expiresAt > after.expiresAt
    ? before
    : after
}

function runOf(handle: PlanHandle, usage: TokenUsage | undefined, at: number): RunRecord {
  const { prefix, price, options, inputRate, inputTokens, lastPlace, marked } = handle
  const isKnown = usage !== undefined && (marked.length === 0 || reportsCache(usage))
  const { actual, uncached } = costOfUsage(isKnown ? { ...usage, outputTokens: 0 } : undefined, price)
  const noneCost = uncached ?? inputTokens * inputRate
  // The early trust is counted in what the vendor counted, never in an estimate.
  const premium =
    prefix.counted[lastPlace] === undefined
      ? undefined
      : cheapestPremium(options, inputRate, tokensUpTo(prefix, lastPlace))
  return {
    at,
    noneCost,
    actualCost: actual ?? noneCost + dearestPremium(handle),
    ...(premium === undefined ? {} : { cheapestPremium: premium }),
  }
}

/** What a call may have cost above no caching when nobody said what it cost: all of it written. */
function dearestPremium({ prefix, marked, ttl, options, inputRate }: PlanHandle): number {
  const option = options.find((one) => one.ttl === ttl)
  return option === undefined
    ? 0
    : Math.max(0, fullWriteRate(option) - inputRate) * tokensUpTo(prefix, marked.at(-1) ?? 1)
}

function usedAt({ state: { rhythm } }: PrefixMemory, at: number): number {
  const last = rhythm.last ?? at
  return last > at && last - at <= longestCallMs ? last : at
}
