import { z } from 'zod'
import { initialSpaceState, parseSpaceState, type SpaceState } from '../caching/planner/space-state.ts'
import type { AssistServices } from './assist-services.ts'
import type { PreparedRun } from './prepare-run.ts'

/** What is kept of a Space: its rhythm, which is the person's, and an account for each model, because caches belong to one. */
const keptStateSchema = z.object({ rhythm: z.unknown().optional(), accounts: z.record(z.string(), z.unknown()) }).catch({ accounts: {} })

/** What the planner knows of the run's Space at the run's model. */
export function spaceStateOf(services: AssistServices, run: PreparedRun): SpaceState {
  const { rhythm, accounts } = keptState(services, run)
  const { account: fresh } = initialSpaceState()
  return parseSpaceState({ rhythm: rhythm ?? initialSpaceState().rhythm, account: accounts[accountName(run)] ?? fresh })
}

export function saveSpaceState(services: AssistServices, run: PreparedRun, { rhythm, account }: SpaceState): void {
  try {
    const { accounts } = keptState(services, run)
    services.ledger.savePlannerState(plannerScope(run), { rhythm, accounts: { ...accounts, [accountName(run)]: account } })
  } catch (error) {
    services.report('What a run taught the planner could not be kept', error)
  }
}

function keptState({ ledger }: AssistServices, run: PreparedRun): z.infer<typeof keptStateSchema> {
  return keptStateSchema.parse(ledger.plannerState(plannerScope(run)))
}

function accountName({ provider, modelId }: PreparedRun): string {
  return `${provider.id} ${modelId}`
}

/** Practice money is not real money, so what it teaches is kept apart. */
function plannerScope({ provider, scope }: PreparedRun): string {
  return provider.practice ? `practice ${scope}` : scope
}

/** What runs that have not come to their end may cost counts as spent: together they must not spend the same trust twice. */
export function withStakes({ stakes }: AssistServices, run: PreparedRun, { rhythm, account }: SpaceState): SpaceState {
  return { rhythm, account: { ...account, actual: account.actual + stakes.sum(stakeName(run)) } }
}

/** What the stakes and the account of a run's Space and model go by. */
export function stakeName(run: PreparedRun): string {
  return `${plannerScope(run)}\n${accountName(run)}`
}

/** Minutes that this computer's time is ahead of UTC. */
export function utcOffset(at: number): number {
  return -new Date(at).getTimezoneOffset()
}
