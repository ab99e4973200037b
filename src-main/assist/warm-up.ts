import { creditOf } from '../../src-shared/planner/account.ts'
import { cheapestPremium } from '../../src-shared/planner/cache-option.ts'
import type { AssistServices } from './assist-services.ts'
import { planRun } from './plan-run.ts'
import { plannerFacts } from './planner-facts.ts'
import { composeRun, promptTokens } from './prepare-run.ts'
import { prewarm } from './prewarm.ts'
import { spaceStateOf } from './space-state.ts'

/**
 * Warms the last Space up as the popup opens, so that the first answer begins sooner, where the person
 * allows it. It is done only when the planner would write the prefix anyway and the Space has earned
 * what it costs should no run follow. Never rejects.
 */
export async function warmUpOnOpen(services: AssistServices, signal: AbortSignal): Promise<void> {
  const { warmOnOpen, lastSpaceId } = services.settings.get()
  if (!warmOnOpen || lastSpaceId === null) return
  try {
    const commandId = services.commands.list()[0]?.id ?? ''
    const run = composeRun(services, {
      commandId,
      spaceId: lastSpaceId,
      text: '',
      instructions: '',
      allowLarge: true,
    })
    if (!run.caching.prewarm || run.provider.prewarm === undefined) return
    const planned = planRun(services, run)
    const { plan, price, prefixTokens, belief } = planned
    if (plan.mode !== 'marks' || belief.warmTokens >= prefixTokens) return
    const { options, inputRate } = plannerFacts(run, price, promptTokens(run.prompt))
    const cost = (options.find(({ ttl }) => ttl === plan.ttl)?.writeRate ?? inputRate) * prefixTokens
    if (
      cost >
      creditOf(spaceStateOf(services, run).account, 0, cheapestPremium(options, inputRate, prefixTokens) ?? 0)
    )
      return
    await prewarm(services, run, planned, 'prewarm', signal)
  } catch (error) {
    services.report('The last Space could not be warmed up', error)
  }
}
