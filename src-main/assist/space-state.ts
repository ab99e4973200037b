import { z } from 'zod'
import { initialSpaceState, parseSpaceState, type SpaceState } from '../../src-shared/planner/space-state.ts'
import type { AssistServices } from './assist-services.ts'
import type { PreparedRun } from './prepare-run.ts'

/** A Space at a model: what has an account of its own. */
export type SpaceAtModel = Pick<PreparedRun, 'provider' | 'modelId' | 'scope'>

/**
 * What is kept of a Space: its rhythm, which is the person's, and an
 * account for each model, because caches belong to one.
 */
const keptStateSchema = z
  .object({ rhythm: z.unknown().optional(), accounts: z.record(z.string(), z.unknown()) })
  .catch({ accounts: {} })

/** What the planner knows of the run's Space at the run's model. */
export function spaceStateOf({ ledger, report }: AssistServices, run: SpaceAtModel): SpaceState {
  try {
    return stateOf(keptStateSchema.parse(ledger.plannerState(plannerScope(run))), run)
  } catch (error) {
    // A database that cannot be read costs what was learned, never the run.
    report('What the planner knows of a Space could not be read', error)
    return initialSpaceState()
  }
}

/** Changes what the planner knows of it. Never throws. */
export function updateSpaceState(
  services: Pick<AssistServices, 'ledger' | 'report'>,
  run: SpaceAtModel,
  change: (state: SpaceState) => SpaceState,
): void {
  try {
    services.ledger.updatePlannerState(plannerScope(run), (stored) => {
      const kept = keptStateSchema.parse(stored)
      const { rhythm, account } = change(stateOf(kept, run))
      return { rhythm, accounts: { ...kept.accounts, [accountName(run)]: account } }
    })
  } catch (error) {
    services.report('What a run taught the planner could not be kept', error)
  }
}

function stateOf({ rhythm, accounts }: z.infer<typeof keptStateSchema>, run: SpaceAtModel): SpaceState {
  const fresh = initialSpaceState()
  return parseSpaceState({
    rhythm: rhythm ?? fresh.rhythm,
    account: accounts[accountName(run)] ?? fresh.account,
  })
}

function accountName({ provider, modelId }: SpaceAtModel): string {
  return `${provider.id} ${modelId}`
}

/** Practice money is not real money, so what it teaches is kept apart. */
function plannerScope({ provider, scope }: SpaceAtModel): string {
  return provider.practice ? `practice ${scope}` : scope
}

/**
 * What runs that have not come to their end may cost counts as spent:
 * together they must not spend the same trust twice.
 */
export function withStakes(
  { stakes }: AssistServices,
  run: SpaceAtModel,
  { rhythm, account }: SpaceState,
): SpaceState {
  return { rhythm, account: { ...account, actual: account.actual + stakes.sum(stakeName(run)) } }
}

/** What the stakes and the account of a run's Space and model go by. */
export function stakeName(run: SpaceAtModel): string {
  return `${plannerScope(run)}\n${accountName(run)}`
}

/** Minutes that this computer's time is ahead of UTC. */
export function utcOffset(at: number): number {
  return -new Date(at).getTimezoneOffset()
}
