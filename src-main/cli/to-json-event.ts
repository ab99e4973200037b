import { toUsd } from '../../src-shared/money.ts'
import type { RunCost, RunEvent } from '../../src-shared/run-event.ts'

/**
 * An event as `--json` prints it: money in dollars, null where it is unknown; no lifetime and no reason are
 * null, too; a count that was not reported is absent.
 */
export function toJsonEvent(event: RunEvent): object {
  if (!('cost' in event)) return event
  const { cache, plan } = event
  return {
    ...event,
    cost: toJsonCost(event.cost),
    cache: { ...cache, missReason: cache.missReason ?? null },
    plan: { ...plan, ttl: plan.ttl ?? null },
  }
}

/** Dollars for people and scripts; never fed back into arithmetic. */
export function toJsonCost({ actual, uncached, saved }: RunCost): {
  actualUsd: number | null
  uncachedUsd: number | null
  savedUsd: number | null
} {
  return { actualUsd: dollars(actual), uncachedUsd: dollars(uncached), savedUsd: dollars(saved) }
}

function dollars(amount: number | undefined): number | null {
  return amount === undefined ? null : toUsd(amount)
}
