import type { Price } from '../../src-shared/pricing/price-table.ts'
import { chooseExplicit } from '../caching/choose-explicit.ts'
import { decide } from '../../src-shared/planner/decide.ts'
import type { CacheChoice, CacheQuestion } from '../caching/plan-cache.ts'
import type { AssistServices } from './assist-services.ts'
import { plannerFacts, unpricedOptions } from './planner-facts.ts'
import type { PreparedRun } from './prepare-run.ts'
import { spaceStateOf, utcOffset, withStakes } from './space-state.ts'

/** The planner's choice for a run. */
export function askPlanner(
  services: AssistServices,
  run: PreparedRun,
  price: Price | undefined,
  question: CacheQuestion,
): CacheChoice {
  const { options, inputRate } = plannerFacts(run, price, question.prefixTokens + question.dynamicTokens)
  const { warm } = question
  const now = services.now()
  if (question.explicit) {
    const option = options.find(({ kind }) => kind === 'explicit')
    if (option === undefined) return { kind: 'none', reason: 'What storing it costs is not known.' }
    return chooseExplicit({
      ...question,
      now,
      state: withStakes(services, run, spaceStateOf(services, run)),
      option,
      inputRate,
      utcOffsetMinutes: utcOffset(now),
    })
  }
  const offered = options.filter(({ ttl, kind }) => kind !== 'marks' || question.lifetimes.includes(ttl))
  const decision = decide({
    now,
    state: withStakes(services, run, spaceStateOf(services, run)),
    options:
      offered.length > 0
        ? offered
        : unpricedOptions(run.caching, inputRate, options[0]?.readRate ?? inputRate, question.lifetimes),
    inputRate,
    prefixTokens: question.prefixTokens,
    dynamicTokens: question.dynamicTokens,
    breakpoints: question.breakpoints,
    warm:
      warm?.ttl === undefined ? undefined : { tokens: warm.tokens, ttl: warm.ttl, expiresAt: warm.expiresAt },
    allowKeepWarm: mayKeepWarm(services, run),
    utcOffsetMinutes: utcOffset(now),
  })
  const reason = run.space === undefined ? aboutText(decision.explanation) : decision.explanation
  return decision.kind === 'write'
    ? { kind: 'write', ttl: decision.option.ttl, tokens: decision.tokens, reason }
    : { kind: decision.kind, reason }
}

/** Whether refreshes are allowed and possible for this run. */
export function mayKeepWarm({ settings }: AssistServices, { provider, caching }: PreparedRun): boolean {
  return settings.get().keepWarm && caching.prewarm && provider.prewarm !== undefined
}

/** A run without a Space has a prefix all the same: instructions and the earlier turns. */
function aboutText(sentence: string): string {
  return sentence.replaceAll(/\b(The|the|This|this|A new) Space\b/g, (_whole, article: string) =>
    article === 'A new' ? 'A new text' : article.startsWith('T') ? 'This text' : 'this text',
  )
}
