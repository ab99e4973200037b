import { chooseExplicit } from '../../../src-main/caching/choose-explicit.ts'
import type { CacheChoice } from '../../../src-main/caching/plan-cache.ts'
import { cheapestPremium } from '../../../src-shared/planner/cache-option.ts'
import {
  initialSpaceState,
  recordRefresh,
  recordRun,
  type SpaceState,
} from '../../../src-shared/planner/space-state.ts'
import type { AutomaticCaching } from './automatic-caching.ts'
import { SimulatedAutomaticCache } from './simulated-automatic-cache.ts'
import type { Terms } from './terms.ts'

/** Lets the product decide when a cache object is made for one Space, and keeps its books as the product does. */
export class SimulatedExplicitPlanner {
  readonly #terms: Terms
  readonly #cache: SimulatedAutomaticCache
  #state: SpaceState = initialSpaceState()

  constructor(terms: Terms, automatic: AutomaticCaching) {
    this.#terms = terms
    this.#cache = new SimulatedAutomaticCache(terms, automatic)
  }

  /** What the Space's uses and objects cost so far, in nano-dollars. */
  get cost(): number {
    return this.#state.account.actual
  }

  /** What they would have cost without caching. */
  get noneCost(): number {
    return this.#state.account.none
  }

  /** Makes one run; what was decided about its object. */
  use(now: number): CacheChoice['kind'] {
    const { prefixTokens, dynamicTokens, inputRate, options } = this.#terms
    const kind = this.#choose(now)
    const noneCost = (prefixTokens + dynamicTokens) * inputRate
    const premium = cheapestPremium(options, inputRate, prefixTokens)
    this.#state = recordRun(this.#state, {
      at: now,
      noneCost,
      actualCost: this.#cache.run(now),
      ...(premium === undefined ? {} : { cheapestPremium: premium }),
    })
    return kind
  }

  #choose(now: number): CacheChoice['kind'] {
    const { prefixTokens, dynamicTokens, inputRate, options } = this.#terms
    const option = options.find(({ kind }) => kind === 'explicit')
    if (option === undefined) return 'none'
    const expiresAt = this.#cache.objectEnd(now)
    const warm = expiresAt === undefined ? undefined : { tokens: prefixTokens, ttl: option.ttl, expiresAt }
    const { kind } = chooseExplicit({
      now,
      state: this.#state,
      option,
      inputRate,
      prefixTokens,
      dynamicTokens,
      warm,
      utcOffsetMinutes: 0,
    })
    if (kind === 'write') this.#state = recordRefresh(this.#state, { cost: this.#cache.make(now, option) })
    return kind
  }
}
