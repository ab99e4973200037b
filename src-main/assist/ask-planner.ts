import { z } from 'zod'
import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import { ratesFor } from '../../src-shared/pricing/find-price.ts'
import type { ModelCaching, Price, Rates } from '../../src-shared/pricing/price-table.ts'
import { chooseExplicit } from '../caching/choose-explicit.ts'
import { cacheOptionsFor, cheapestPremium, fullWriteRate, type CacheOption } from '../caching/planner/cache-option.ts'
import { decide } from '../caching/planner/decide.ts'
import { initialSpaceState, parseSpaceState, recordRun, type SpaceState } from '../caching/planner/space-state.ts'
import type { CacheChoice, CacheQuestion } from '../caching/plan-cache.ts'
import type { AssistServices } from './assist-services.ts'
import type { Attempt } from './attempt.ts'
import type { PlannedRun } from './plan-run.ts'
import { promptTokens, type PreparedRun } from './prepare-run.ts'

/** What the planner is asked about a prefix, in the money of its model. */
export interface PlannerFacts {
  readonly options: readonly CacheOption[]
  readonly inputRate: number
}

/** Assumed for a model without a known price: what the vendors charge in relation to input. */
const usualRates: Rates = { input: 1_000, cacheRead: 100, output: 5_000 }
const usualWrites = { '5m': ['cacheWrite5m', 1_250], '30m': ['cacheWrite30m', 1_250], '1h': ['cacheWrite1h', 2_000], '12h': ['cacheWrite12h', 2_500] } as const

/** The lifetimes that can be bought and what they cost for a prompt of this size. */
export function plannerFacts({ caching }: Pick<PreparedRun, 'caching'>, price: Price | undefined, inputTokens: number): PlannerFacts {
  const rates = price === undefined ? assumedRates(caching) : ratesFor(price, inputTokens)
  const options = cacheOptionsFor(rates, caching).filter(({ ttl, kind }) => kind !== 'marks' || caching.lifetimes.includes(ttl))
  return { options, inputRate: rates.input }
}

/** The planner's choice for a run. */
export function askPlanner(services: AssistServices, run: PreparedRun, price: Price | undefined, question: CacheQuestion): CacheChoice {
  const { options, inputRate } = plannerFacts(run, price, question.prefixTokens + question.dynamicTokens)
  const { warm } = question
  const now = services.now()
  const explicit = question.explicit ? options.find(({ kind }) => kind === 'explicit') : undefined
  if (explicit !== undefined) return chooseExplicit({ ...question, now, state: spaceStateOf(services, run), option: explicit, inputRate, utcOffsetMinutes: utcOffset(now) })
  const decision = decide({
    now,
    state: withStakes(services, run, spaceStateOf(services, run)),
    options: options.filter(({ ttl, kind }) => kind !== 'marks' || question.lifetimes.includes(ttl)),
    inputRate,
    prefixTokens: question.prefixTokens,
    dynamicTokens: question.dynamicTokens,
    breakpoints: question.breakpoints,
    warm: warm?.ttl === undefined ? undefined : { tokens: warm.tokens, ttl: warm.ttl, expiresAt: warm.expiresAt },
    allowKeepWarm: mayKeepWarm(services, run),
    utcOffsetMinutes: utcOffset(now),
  })
  const reason = decision.explanation
  return decision.kind === 'write' ? { kind: 'write', ttl: decision.option.ttl, tokens: decision.tokens, reason } : { kind: decision.kind, reason }
}

/** Whether refreshes are allowed and possible for this run. */
export function mayKeepWarm({ settings }: AssistServices, { provider, caching }: PreparedRun): boolean {
  return settings.get().keepWarm && caching.prewarm && provider.prewarm !== undefined
}

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
function withStakes({ stakes }: AssistServices, run: PreparedRun, { rhythm, account }: SpaceState): SpaceState {
  return { rhythm, account: { ...account, actual: account.actual + stakes.sum(stakeName(run)) } }
}

/** Holds what a planned run may cost above no caching until it is known. Returns how to let go. */
export function stake(services: AssistServices, run: PreparedRun, planned: PlannedRun): () => void {
  const { options, inputRate } = plannerFacts(run, planned.price, promptTokens(run.prompt))
  const { belief, plan, prefixTokens } = planned
  const option = options.find(({ ttl }) => ttl === plan.ttl)
  const written = Math.max(0, prefixTokens - belief.warmTokens)
  const premium = plan.marks.length === 0 || option === undefined ? 0 : Math.max(0, fullWriteRate(option) - inputRate) * written
  return services.stakes.hold(stakeName(run), premium)
}

function stakeName(run: PreparedRun): string {
  return `${plannerScope(run)}\n${accountName(run)}`
}

/** Keeps what a finished run taught: when the Space was used, and what caching cost or saved on the input side. */
export function learnFromRun(services: AssistServices, attempt: Attempt, startedAt: number): void {
  const { run, usage, planned } = attempt
  const tokens = promptTokens(run.prompt)
  const { options, inputRate } = plannerFacts(run, planned.price, tokens)
  const { actual, uncached } = costOfUsage(usage === undefined ? undefined : { ...usage, outputTokens: 0 }, planned.price)
  // Where nothing can be asked for, nothing is at stake; assumed money must not earn trust for real money.
  const noneCost = uncached ?? (run.caching.control === 'breakpoints' ? tokens * inputRate : 0)
  const actualCost = actual ?? noneCost + dearestPremium(attempt, options, inputRate)
  const premium = planned.prefixTokens === 0 ? undefined : cheapestPremium(options, inputRate, planned.prefixTokens)
  saveSpaceState(services, run, recordRun(spaceStateOf(services, run), { at: startedAt, noneCost, actualCost, cheapestPremium: premium, utcOffsetMinutes: utcOffset(startedAt) }))
}

/** What a run may have cost above no caching when nobody said what it cost: all of the prefix written. */
function dearestPremium({ planned: { plan, prefixTokens } }: Attempt, options: readonly CacheOption[], inputRate: number): number {
  const option = options.find(({ ttl }) => ttl === plan.ttl)
  return plan.marks.length === 0 || option === undefined ? 0 : Math.max(0, fullWriteRate(option) - inputRate) * prefixTokens
}

/** Minutes that this computer's time is ahead of UTC. */
function utcOffset(at: number): number {
  return -new Date(at).getTimezoneOffset()
}

function assumedRates({ lifetimes, control }: ModelCaching): Rates {
  if (control !== 'breakpoints') return usualRates
  const writes = lifetimes.flatMap((ttl) => (ttl === '24h' ? [] : [usualWrites[ttl]]))
  return { ...usualRates, ...Object.fromEntries(writes) }
}
