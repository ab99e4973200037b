import { decide, type Decision } from '../../../src-shared/planner/decide.ts'
import { planRefresh } from '../../../src-shared/planner/plan-refresh.ts'
import {
  initialSpaceState,
  recordRefresh,
  recordRun,
  type SpaceState,
} from '../../../src-shared/planner/space-state.ts'
import { SimulatedCache } from './simulated-cache.ts'
import type { Terms } from './terms.ts'

/** Lets the planner of the product decide about each use of one Space; answers with the cost of their input in nano-dollars. */
export class SimulatedPlanner {
  readonly #terms: Terms
  readonly #cache: SimulatedCache
  readonly #allowKeepWarm: boolean
  #state: SpaceState = initialSpaceState()

  constructor(terms: Terms, allowKeepWarm: boolean) {
    this.#terms = terms
    this.#cache = new SimulatedCache(terms)
    this.#allowKeepWarm = allowKeepWarm
  }

  get state(): SpaceState {
    return this.#state
  }

  /** What the Space's uses cost so far, in nano-dollars. */
  get cost(): number {
    return this.#state.account.actual
  }

  /** What they would have cost without caching. */
  get noneCost(): number {
    return this.#state.account.none
  }

  /** Makes one run, after all refreshes that come before it. */
  use(now: number): Decision {
    if (this.#allowKeepWarm) this.#keepWarmUntil(now)
    const { prefixTokens, dynamicTokens, inputRate } = this.#terms
    const warm = this.#cache.warmAt(now)
    const decision = decide({
      ...this.#terms,
      now,
      state: this.#state,
      allowKeepWarm: this.#allowKeepWarm,
      ...(warm === undefined ? {} : { warm }),
    })
    const actualCost = this.#cache.run(now, decision.kind === 'none' ? undefined : decision)
    const noneCost = (prefixTokens + dynamicTokens) * inputRate
    const premium =
      decision.cheapestPremium === undefined ? {} : { cheapestPremium: decision.cheapestPremium }
    this.#state = recordRun(this.#state, { at: now, noneCost, actualCost, ...premium })
    return decision
  }

  #keepWarmUntil(now: number): void {
    let at = this.#state.rhythm.last
    while (at !== undefined && at < now) {
      const warm = this.#cache.warmAt(at)
      if (warm === undefined) return
      const plan = planRefresh({ ...this.#terms, now: at, state: this.#state, warm, budgetLeft: Infinity })
      const option = this.#terms.options.find(({ ttl }) => ttl === warm.ttl)
      if (plan === undefined || option === undefined || plan.at >= now) return
      this.#state = recordRefresh(this.#state, { cost: this.#cache.refresh(plan.at, option) })
      at = plan.at
    }
  }
}
