import { fullWriteRate } from '../../../src-shared/planner/cache-option.ts'
import { refreshOverheadTokens } from '../../../src-shared/planner/priced-option.ts'
import type { Terms } from './terms.ts'

/** A way to have got here: what is warm, until when, and what was paid. */
interface Way {
  /** Index of the option, -1 when nothing is warm. */
  readonly option: number
  readonly expiresAt: number
  readonly cost: number
}

/**
 * The least that uses of one Space can cost in nano-dollars, knowing them all: by dynamic programming over writing with any
 * option when cold, reading or not when warm, and, if allowed, any number of refreshes between uses. Refreshes come at
 * the very last moment, so that this is a bound for every policy.
 */
export function costOfOptimum(times: readonly number[], terms: Terms, allowKeepWarm: boolean): number {
  let ways: Way[] = [{ option: -1, expiresAt: -Infinity, cost: 0 }]
  for (const at of times)
    ways = cheapestWays(
      ways.flatMap((way) => arrivals(way, at, terms, allowKeepWarm)).flatMap((way) => runs(way, at, terms)),
    )
  return Math.min(...ways.map(({ cost }) => cost))
}

/** What a way looks like at the next use: still warm, kept warm, or lapsed. */
function arrivals(way: Way, at: number, terms: Terms, allowKeepWarm: boolean): Way[] {
  if (way.option < 0 || at < way.expiresAt) return [way]
  const lapsed = { option: -1, expiresAt: -Infinity, cost: way.cost }
  const option = terms.options[way.option]
  if (!allowKeepWarm || !option?.canKeepWarm) return [lapsed]
  const refreshes = Math.floor((at - way.expiresAt) / option.lifetimeMs) + 1
  const price = terms.prefixTokens * option.readRate + refreshOverheadTokens * terms.inputRate
  return [
    lapsed,
    {
      option: way.option,
      expiresAt: way.expiresAt + refreshes * option.lifetimeMs,
      cost: way.cost + refreshes * price,
    },
  ]
}

/** All that can be done in a use. */
function runs(way: Way, at: number, { options, prefixTokens, dynamicTokens, inputRate }: Terms): Way[] {
  const before = way.cost + dynamicTokens * inputRate
  const unmarked = { ...way, cost: before + prefixTokens * inputRate }
  const warm = options[way.option]
  if (warm !== undefined) {
    const expiresAt = warm.refreshedByRead ? at + warm.lifetimeMs : way.expiresAt
    return [unmarked, { option: way.option, expiresAt, cost: before + prefixTokens * warm.readRate }]
  }
  const written = options.map((option, index) => ({
    option: index,
    expiresAt: at + option.lifetimeMs,
    cost: before + prefixTokens * fullWriteRate(option),
  }))
  return [unmarked, ...written]
}

/** Leaves out each way that another with the same option beats in both cost and lifetime. */
function cheapestWays(ways: readonly Way[]): Way[] {
  const sorted = ways.toSorted(
    (first, second) =>
      first.option - second.option || second.expiresAt - first.expiresAt || first.cost - second.cost,
  )
  const kept: Way[] = []
  for (const way of sorted) {
    const last = kept.at(-1)
    if (last?.option !== way.option || way.cost < last.cost) kept.push(way)
  }
  return kept
}
