import type { CachePlan } from '../../src-shared/composed-prompt.ts'
import { prefixSums } from '../caching/cacheable-prefix.ts'
import { planRefresh } from '../../src-shared/planner/plan-refresh.ts'
import { prefixChain } from '../caching/ledger/prefix-chain.ts'
import { mayKeepWarm } from './ask-planner.ts'
import type { AssistServices } from './assist-services.ts'
import { planRun, type PlannedRun } from './plan-run.ts'
import { plannerFacts } from './planner-facts.ts'
import { composeRun, promptTokens, type PreparedRun } from './prepare-run.ts'
import { prewarm } from './prewarm.ts'
import { spaceStateOf } from './space-state.ts'

const refreshTimeoutMs = 30_000

/**
 * Keeps warm what is likely to be used again, where the person allows it: before a prefix expires, a
 * request without output refreshes it, as long as the planner expects that to pay and the day's budget
 * lasts. It stops while the computer is idle, locked or asleep, and goes on after the next run.
 * Nothing here fails a run; trouble is reported.
 */
export class KeepWarm implements Disposable {
  readonly #services: AssistServices
  readonly #isAway: () => boolean
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #stopped = new AbortController()

  /** `isAway` says whether the computer is idle, locked or asleep. */
  constructor(services: AssistServices, isAway: () => boolean) {
    this.#services = services
    this.#isAway = isAway
  }

  /** How many prefixes wait for a refresh. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Plans the next refresh of what a run used. Call after each run. */
  watch(run: PreparedRun): void {
    try {
      this.#schedule(run)
    } catch (error) {
      this.#services.report('A refresh could not be planned', error)
    }
  }

  /** Lets everything lapse, for instance when the computer goes to sleep. */
  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  [Symbol.dispose](): void {
    this.pause()
    this.#stopped.abort()
  }

  #schedule(run: PreparedRun): void {
    const name = `${run.scope}\n${run.provider.id}\n${run.modelId}`
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
    if (this.#stopped.signal.aborted || !mayKeepWarm(this.#services, run)) return
    const planned = planRun(this.#services, run)
    const refresh = this.#planRefresh(run, planned)
    if (refresh === undefined) return
    const timer = setTimeout(
      () => {
        this.#timers.delete(name)
        this.#refresh(run).catch((error: unknown) =>
          this.#services.report('A prefix could not be kept warm', error),
        )
      },
      Math.max(0, refresh.at - this.#services.now()),
    )
    timer.unref()
    this.#timers.set(name, timer)
  }

  #planRefresh(run: PreparedRun, { belief, price, prefixTokens }: PlannedRun) {
    const { ttl, expiresAt, warmTokens } = belief
    // Without a price nobody could say when the budget is spent.
    if (price === undefined || ttl === undefined || expiresAt === undefined || warmTokens === 0)
      return undefined
    const { settings, runs, now } = this.#services
    const facts = plannerFacts(run, price, promptTokens(run.prompt))
    const budgetLeft =
      settings.get().keepWarmDailyBudget - runs.upkeepToday(run.provider.practice ? 'practice' : 'real')
    return planRefresh({
      now: now(),
      state: spaceStateOf(this.#services, run),
      warm: { tokens: warmTokens, ttl, expiresAt },
      ...facts,
      prefixTokens,
      budgetLeft,
    })
  }

  /**
   * What was planned a while ago is looked at again: the Space, the settings or the budget may have changed.
   */
  async #refresh(run: PreparedRun): Promise<void> {
    if (this.#stopped.signal.aborted || this.#isAway() || !mayKeepWarm(this.#services, run)) return
    const present = composeRun(this.#services, run.request)
    if (prefixChain(present.prompt.prefix).at(-1) !== prefixChain(run.prompt.prefix).at(-1)) return
    const planned = planRun(this.#services, present)
    const plan = readOnly(present, planned)
    if (plan.marks.length === 0 || this.#planRefresh(present, planned) === undefined) return
    const usage = await prewarm(
      this.#services,
      present,
      { ...planned, plan },
      'refresh',
      AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(refreshTimeoutMs)]),
    )
    // Nothing was read: the vendor had dropped it, and what is gone is not kept warm blindly.
    if ((usage?.cacheReadTokens ?? 0) > 0) this.watch(present)
  }
}

/**
 * A refresh reads what is warm and writes nothing: whether the rest is worth a write, the next run decides.
 */
function readOnly({ prompt }: PreparedRun, { plan, belief }: PlannedRun): CachePlan {
  const sums = prefixSums(prompt)
  return {
    ...plan,
    marks:
      plan.mode === 'marks'
        ? plan.marks.filter(({ blockIndex }) => (sums[blockIndex] ?? Infinity) <= belief.warmTokens)
        : [],
  }
}
