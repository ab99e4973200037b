import { z } from 'zod'
import { accountSchema } from './account.ts'
import { initialRhythm, observeUse, rhythmSchema } from './rhythm.ts'

/** All that the planner knows of a Space: plain JSON, to be stored as it is. */
export const spaceStateSchema = z.object({ rhythm: rhythmSchema, account: accountSchema })

export type SpaceState = z.infer<typeof spaceStateSchema>

/** A Space that has never been used. */
export function initialSpaceState(): SpaceState {
  return { rhythm: initialRhythm(), account: { none: 0, actual: 0 } }
}

/** Reads a stored state; a Space whose state is damaged starts anew. */
export function parseSpaceState(stored: unknown): SpaceState {
  const parsed = spaceStateSchema.safeParse(stored)
  return parsed.success ? parsed.data : initialSpaceState()
}

/**
 * One finished run, in nano-dollars of its input side. Where a cost is
 * unknown, the caller passes a cautious estimate.
 */
export interface RunRecord {
  /** Epoch milliseconds of its start. */
  readonly at: number
  /** What it would have cost without caching. */
  readonly noneCost: number
  readonly actualCost: number
  /** The premium that the decision named; absent when there was nothing to decide. */
  readonly cheapestPremium?: number
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffsetMinutes?: number
}

/** The state after a run. Costs that are no numbers count as nothing. */
export function recordRun({ rhythm, account }: SpaceState, run: RunRecord): SpaceState {
  const premium = Math.max(account.premium ?? 0, run.cheapestPremium ?? 0)
  return {
    rhythm: observeUse(rhythm, run.at, localHour(run.at, run.utcOffsetMinutes)),
    account: {
      none: account.none + money(run.noneCost),
      actual: account.actual + money(run.actualCost),
      ...(premium > 0 ? { premium } : {}),
    },
  }
}

/** The state after a keep-warm request, whose cost is in nano-dollars. */
export function recordRefresh(state: SpaceState, { cost }: { readonly cost: number }): SpaceState {
  return { ...state, account: { ...state.account, actual: state.account.actual + money(cost) } }
}

/** The hour on the person's clock, 0 to 23. */
export function localHour(at: number, utcOffsetMinutes = 0): number {
  const hour = Math.floor((at + utcOffsetMinutes * 60_000) / 3_600_000) % 24
  return (hour + 24) % 24
}

function money(nanoDollars: number): number {
  return Number.isFinite(nanoDollars) ? Math.max(0, nanoDollars) : 0
}
