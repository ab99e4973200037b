import { fullWriteRate, type CacheOption } from '../../../src-shared/planner/cache-option.ts'
import type { AutomaticCaching } from './automatic-caching.ts'
import type { Terms } from './terms.ts'

/** One Space's prefix at a vendor that caches by itself, with at most one cache object; each answer begins at once. */
export class SimulatedAutomaticCache {
  readonly #terms: Terms
  readonly #automatic: AutomaticCaching
  #keptUntil = -Infinity
  #objectUntil = -Infinity

  constructor(terms: Terms, automatic: AutomaticCaching) {
    this.#terms = terms
    this.#automatic = automatic
  }

  /** When the object that lives now ends; undefined when none does. */
  objectEnd(now: number): number | undefined {
    return now < this.#objectUntil ? this.#objectUntil : undefined
  }

  /** Makes an object of the prefix; what that and its storage cost in nano-dollars, beside the run that reads it. */
  make(now: number, option: CacheOption): number {
    this.#objectUntil = now + option.lifetimeMs
    return costOfObject(option, this.#terms)
  }

  /** Cost of a run's input in nano-dollars. It reads the object alone where one lives, and else what the vendor kept by itself. */
  run(now: number): number {
    const { prefixTokens, dynamicTokens, inputRate } = this.#terms
    if (this.objectEnd(now) !== undefined)
      return prefixTokens * this.#automatic.readRate + dynamicTokens * inputRate
    const isKept = now < this.#keptUntil
    this.#keptUntil = now + this.#automatic.lifetimeMs
    return costOfImplicitRun(isKept, this.#terms, this.#automatic)
  }
}

/** Creation and storage of an object, in nano-dollars, without the read of the run that it is made for. */
export function costOfObject(option: CacheOption, { prefixTokens }: Terms): number {
  return Math.round((fullWriteRate(option) - option.readRate) * prefixTokens)
}

/** A run without an object, in nano-dollars. */
export function costOfImplicitRun(
  isKept: boolean,
  { prefixTokens, dynamicTokens, inputRate }: Terms,
  { readTokens, readRate }: AutomaticCaching,
): number {
  const read = isKept ? readTokens : 0
  return read * readRate + (prefixTokens + dynamicTokens - read) * inputRate
}
