import { fullWriteRate, type CacheOption } from '../../../src-shared/planner/cache-option.ts'
import { refreshOverheadTokens } from '../../../src-shared/planner/priced-option.ts'
import type { Warmth } from '../../../src-shared/planner/warmth.ts'
import type { Terms } from './terms.ts'

/** What one run sends: a mark at the end of `tokens`, for the lifetime of an option; absent for no mark. */
export interface Mark {
  readonly option: CacheOption
  readonly tokens: number
}

/** One Space's prefix in the vendor's cache, by the lab's rules, in closed form; each answer begins at once. */
export class SimulatedCache {
  readonly #terms: Terms
  #warm: Warmth | undefined

  constructor(terms: Terms) {
    this.#terms = terms
  }

  /** What is warm at a time. */
  warmAt(now: number): Warmth | undefined {
    if (this.#warm !== undefined && this.#warm.expiresAt <= now) this.#warm = undefined
    return this.#warm
  }

  /** Cost of a run's input in nano-dollars. A mark reads what is warm, refreshes it and writes the rest up to it. */
  run(now: number, mark: Mark | undefined): number {
    const { prefixTokens, dynamicTokens, inputRate } = this.#terms
    const warm = this.warmAt(now)
    if (mark === undefined) return (prefixTokens + dynamicTokens) * inputRate
    const { option, tokens } = mark
    const read = Math.min(tokens, warm?.tokens ?? 0)
    const written = tokens - read
    const expiresAt =
      written > 0 || option.refreshedByRead ? now + option.lifetimeMs : (warm?.expiresAt ?? now)
    this.#warm = { tokens, ttl: option.ttl, expiresAt }
    return (
      read * option.readRate +
      written * fullWriteRate(option) +
      (prefixTokens + dynamicTokens - tokens) * inputRate
    )
  }

  /** Cost of a request without output, which keeps what is warm for another lifetime. */
  refresh(now: number, option: CacheOption): number {
    const warm = this.warmAt(now)
    if (warm === undefined) throw new Error('A prefix that is not warm cannot be kept warm.')
    this.#warm = { ...warm, expiresAt: now + option.lifetimeMs }
    return warm.tokens * option.readRate + refreshOverheadTokens * this.#terms.inputRate
  }
}
