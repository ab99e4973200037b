import { costOfRefresh } from '../../src-shared/pricing/upkeep-cost.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { cacheStatusOf, totalInputTokens } from '../../src-shared/usage-arithmetic.ts'
import { recordRefresh } from '../../src-shared/planner/space-state.ts'
import type { AssistServices } from './assist-services.ts'
import type { PlannedRun } from './plan-run.ts'
import { plannerFacts } from './planner-facts.ts'
import { promptTokens, type PreparedRun } from './prepare-run.ts'
import { recordUpkeep } from './record-upkeep.ts'
import { updateSpaceState } from './space-state.ts'
import { toCall } from './to-call.ts'

/**
 * Sends the prefix of a planned run without asking for an answer, so that it is warm, and books
 * what that cost. Resolves to what was used; undefined when that was not reported. Rejects with
 * the RephloError of the provider or the keychain.
 */
export async function prewarm(
  services: AssistServices,
  run: PreparedRun,
  planned: PlannedRun,
  kind: 'refresh' | 'prewarm',
  signal: AbortSignal,
): Promise<TokenUsage | undefined> {
  const { provider, prompt } = run
  if (provider.prewarm === undefined) return undefined
  const call = await toCall(services, run, planned)
  const noted = services.ledger.begin(planned.key, prompt, planned.plan, services.now())
  let usage: TokenUsage | undefined
  try {
    usage = await provider.prewarm(call, signal)
  } catch (error) {
    noted.abandon()
    throw error
  }
  noted.begun(services.now())
  noted.settle({ usage, status: cacheStatusOf(usage), now: services.now() })
  const cost = costOfRefresh(usage, planned.price)
  recordUpkeep(services, run, {
    kind,
    tokens: usage === undefined ? undefined : totalInputTokens(usage),
    cost,
  })
  // A cost that was not told is taken as if all had been written: trust must not be earned by silence.
  const { options, inputRate } = plannerFacts(run, planned.price, promptTokens(prompt))
  const dearest = Math.max(inputRate, ...options.map(({ writeRate }) => writeRate)) * planned.prefixTokens
  updateSpaceState(services, run, (state) => recordRefresh(state, { cost: cost ?? dearest }))
  return usage
}
