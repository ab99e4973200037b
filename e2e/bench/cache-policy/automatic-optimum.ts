import type { AutomaticCaching } from './automatic-caching.ts'
import { costOfImplicitRun, costOfObject } from './simulated-automatic-cache.ts'
import type { Terms } from './terms.ts'

/** A way to have got here: until when the vendor keeps the prefix by itself and in an object, and what was paid. */
interface Way {
  readonly keptUntil: number
  readonly objectUntil: number
  readonly cost: number
}

/**
 * The least that uses of one Space can cost in nano-dollars at a vendor that caches by itself, knowing them all: by dynamic
 * programming over leaving it to the vendor, reading a live object, and making one of any lifetime when none lives.
 */
export function costOfAutomaticOptimum(
  times: readonly number[],
  terms: Terms,
  automatic: AutomaticCaching,
): number {
  let ways: Way[] = [{ keptUntil: -Infinity, objectUntil: -Infinity, cost: 0 }]
  for (const at of times)
    ways = undominated(
      ways.flatMap((way) => runs(way, at, terms, automatic)),
      at,
    )
  return Math.min(...ways.map(({ cost }) => cost))
}

/** All that can be done in a use. Making an object while one lives is never better than doing so in the next use. */
function runs(way: Way, at: number, terms: Terms, automatic: AutomaticCaching): Way[] {
  const implicit = {
    ...way,
    keptUntil: at + automatic.lifetimeMs,
    cost: way.cost + costOfImplicitRun(at < way.keptUntil, terms, automatic),
  }
  const read = {
    ...way,
    cost: way.cost + terms.prefixTokens * automatic.readRate + terms.dynamicTokens * terms.inputRate,
  }
  if (at < way.objectUntil) return [implicit, read]
  return [
    implicit,
    ...automatic.objects.map((option) => ({
      ...read,
      objectUntil: at + option.lifetimeMs,
      cost: read.cost + costOfObject(option, terms),
    })),
  ]
}

/** Leaves out each way that another beats in cost and in both lifetimes that are left. */
function undominated(ways: readonly Way[], now: number): Way[] {
  const kept: Way[] = []
  for (const way of ways.toSorted(
    (first, second) =>
      first.cost - second.cost ||
      second.objectUntil - first.objectUntil ||
      second.keptUntil - first.keptUntil,
  )) {
    const isAsGood = (end: number, other: number): boolean => other <= now || end >= other
    if (
      !kept.some(
        ({ keptUntil, objectUntil }) =>
          isAsGood(keptUntil, way.keptUntil) && isAsGood(objectUntil, way.objectUntil),
      )
    )
      kept.push(way)
  }
  return kept
}
