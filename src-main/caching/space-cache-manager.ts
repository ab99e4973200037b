import type { PromptBlock } from '../../src-shared/composed-prompt.ts'
import type { CacheLedger } from './ledger/cache-ledger.ts'
import type { CacheObject } from './ledger/cache-object-store.ts'

/** What is kept on this computer by Space: the local answers. */
export interface DropsByScope {
  /** Returns how many were dropped. Never throws. */
  dropScope(scope: string): number
}

/** What a change of a Space made invalid. The cache objects are still to be deleted at their vendor. */
export interface Invalidation {
  readonly ledgerEntries: number
  readonly localAnswers: number
  readonly cacheObjects: readonly CacheObject[]
}

/**
 * Forgets what a changed Space makes invalid: beliefs, cache objects and
 * local answers. Throws the RephloError of storage.
 */
export class SpaceCacheManager {
  readonly #ledger: CacheLedger
  readonly #answers: DropsByScope
  readonly #announce: (scope: string, invalidation: Invalidation) => void

  /** `announce` hears of every invalidation, so that cache objects are deleted at their vendor. */
  constructor(
    ledger: CacheLedger,
    answers: DropsByScope,
    announce: (scope: string, invalidation: Invalidation) => void = () => undefined,
  ) {
    this.#ledger = ledger
    this.#answers = answers
    this.#announce = announce
  }

  /** `current` is the prefix that the Space has now: its unchanged leading groups stay warm. */
  spaceChanged(scope: string, current: readonly PromptBlock[]): Invalidation {
    const { entries, objects } = this.#ledger.forgetScope(scope, current)
    return this.#invalidated(scope, entries, objects)
  }

  spaceDeleted(scope: string): Invalidation {
    const { entries, objects } = this.#ledger.deleteScope(scope)
    return this.#invalidated(scope, entries, objects)
  }

  #invalidated(scope: string, ledgerEntries: number, cacheObjects: readonly CacheObject[]): Invalidation {
    const invalidation = { ledgerEntries, localAnswers: this.#answers.dropScope(scope), cacheObjects }
    this.#announce(scope, invalidation)
    return invalidation
  }
}
