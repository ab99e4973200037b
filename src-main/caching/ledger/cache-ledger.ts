import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import { cacheTtlSchema } from '../../../src-shared/run-event.ts'
import type { Storage } from '../../storage/storage.ts'
import type { CacheObject } from './cache-object-store.ts'
import { nothingWarm, type LedgerKey, type WarmBelief } from './ledger-key.ts'
import { LedgerRun } from './ledger-run.ts'
import { createLedgerStores, sweepLedger, type LedgerStores } from './ledger-stores.ts'
import { prefixChain } from './prefix-chain.ts'
import { believe, takeSnapshot } from './run-snapshot.ts'

export type { LedgerKey, WarmBelief } from './ledger-key.ts'
export type { LedgerRun, Settlement } from './ledger-run.ts'

/** What a scope has warm at one account and model. */
const warmEntrySchema = z.object({
  account: z.string(),
  model: z.string(),
  tokens: z.number(),
  ttl: cacheTtlSchema.nullable().transform((ttl) => ttl ?? undefined),
  expiresAt: z.number(),
})
export type WarmEntry = z.infer<typeof warmEntrySchema>

export interface LedgerOptions {
  /** Whether a process still runs; runs in flight of those that died are ignored. */
  readonly isAlive: (processId: number) => boolean
  /** Trouble with the database: it costs a belief, never a run. */
  readonly report: (message: string, error: unknown) => void
}

const sweepEvery = 64

/**
 * What is believed to be in the vendors' caches, corrected by what they report. It survives restarts and
 * is shared by processes. Texts are never kept: blocks are hashes with labels. Times are epoch
 * milliseconds; a belief never outlives its lifetime, also when the clock is set back. `lookUp` and
 * `begin` never throw; the rest throws the RephloError of storage.
 */
export class CacheLedger {
  readonly #stores: LedgerStores
  readonly #attempt: <Result>(message: string, work: () => Result) => Result | undefined
  #ends = 0

  constructor(storage: Storage, options: LedgerOptions) {
    this.#stores = createLedgerStores(storage, options.isAlive)
    this.#attempt = (message, work) => {
      try {
        return work()
      } catch (error) {
        options.report(message, error)
        return undefined
      }
    }
  }

  /** What is warm of a prompt, before anything is planned. */
  lookUp(key: LedgerKey, prompt: ComposedPrompt, now: number): WarmBelief {
    return (
      this.#attempt('The cache ledger could not be read', () =>
        believe(this.#stores, key, prompt, Math.floor(now)),
      ) ?? nothingWarm
    )
  }

  /** Notes a run that is about to be sent. */
  begin(key: LedgerKey, prompt: ComposedPrompt, plan: CachePlan, now: number): LedgerRun {
    const id = randomUUID()
    const snapshot = this.#attempt('A run could not be noted in the cache ledger', () =>
      this.#stores.transaction(() => {
        this.#stores.entries.forgetFuture(now)
        const taken = takeSnapshot(this.#stores, key, prompt, plan, Math.floor(now))
        this.#stores.flights.add(
          id,
          key,
          taken.places.filter((place) => place > taken.hit).map((place) => taken.chain[place] ?? ''),
          taken.startedAt,
        )
        return taken
      }),
    )
    return new LedgerRun(this.#stores, key, prompt, plan, id, snapshot, this.#attempt, () =>
      this.#sweepNowAndThen(now),
    )
  }

  /**
   * At the end of the first run, for the command line, and of some
   * later ones: it may take as long as a few runs.
   */
  #sweepNowAndThen(now: number): void {
    if (this.#ends % sweepEvery === 0) sweepLedger(this.#stores, now)
    this.#ends += 1
  }

  /**
   * The vendor's id of the latest answer on this Space and model, for its diagnostics; null when there was
   * none.
   */
  previousResponseId(key: LedgerKey): string | null {
    return (
      this.#attempt('The last answer’s id could not be read', () => this.#stores.sent.responseId(key)) ?? null
    )
  }

  /** What a scope has warm, one entry for each account and model. */
  warmEntries(scope: string, now: number): WarmEntry[] {
    return z.array(warmEntrySchema).parse(this.#stores.entries.warm(scope, Math.floor(now)))
  }

  /** What the planner saved for a scope; undefined when nothing was. Unvalidated. */
  plannerState(scope: string): unknown {
    return this.#stores.states.get(scope, 'planner')
  }

  savePlannerState(scope: string, state: unknown): void {
    this.#stores.states.put(scope, 'planner', state)
  }

  /** Reads, changes and saves it in one step, so that processes do not lose each other's money. */
  updatePlannerState(scope: string, change: (stored: unknown) => unknown): void {
    this.#stores.transaction(() =>
      this.#stores.states.put(scope, 'planner', change(this.#stores.states.get(scope, 'planner'))),
    )
  }

  /** How stable the documents of a scope are, as it was saved; undefined when nothing was. Unvalidated. */
  stability(scope: string): unknown {
    return this.#stores.states.get(scope, 'stability')
  }

  saveStability(scope: string, state: unknown): void {
    this.#stores.states.put(scope, 'stability', state)
  }

  /** Notes a cache object that was made for the first `blocks` blocks of a prompt. */
  addCacheObject(
    key: LedgerKey,
    prompt: ComposedPrompt,
    blocks: number,
    made: { readonly name: string; readonly expiresAt: number; readonly tokens?: number },
    now: number,
  ): void {
    const { scope, account, model } = key
    const prefix = prefixChain(prompt.prefix)[blocks - 1]
    if (prefix === undefined) return
    const tokens = made.tokens ?? prompt.prefix.slice(0, blocks).reduce((sum, block) => sum + block.tokens, 0)
    this.#stores.objects.add({
      name: made.name,
      scope,
      account,
      model,
      prefix,
      tokens: Math.floor(tokens),
      createdAt: Math.floor(now),
      expiresAt: Math.floor(made.expiresAt),
    })
  }

  /** The live cache object that holds the most of a prompt, with how many blocks it holds. */
  findCacheObject(
    key: LedgerKey,
    prompt: ComposedPrompt,
    now: number,
  ): (CacheObject & { readonly blocks: number }) | undefined {
    const chain = prefixChain(prompt.prefix)
    const object = this.#attempt('The cache objects could not be read', () =>
      this.#stores.objects.find(key, chain, Math.floor(now)),
    )
    return object === undefined ? undefined : { ...object, blocks: chain.indexOf(object.prefix) + 1 }
  }

  /** Cache objects that are to be deleted at their vendor; call `removeCacheObject` for each that is. */
  condemnedCacheObjects(now: number): CacheObject[] {
    return this.#stores.objects.condemned(Math.floor(now))
  }

  removeCacheObject(name: string): void {
    this.#stores.objects.remove(name)
  }

  /**
   * Forgets what a scope wrote, except leading parts of `current`, the prefix that it has now; returns how
   * many entries went, and the cache objects that are to be deleted at their vendor.
   */
  forgetScope(
    scope: string,
    current: ComposedPrompt['prefix'],
  ): { readonly entries: number; readonly objects: readonly CacheObject[] } {
    const kept = prefixChain(current)
    return this.#stores.transaction(() => ({
      entries: this.#stores.entries.forgetScope(scope, kept),
      objects: this.#stores.objects.condemn(scope, kept),
    }))
  }

  /** Forgets a scope that no longer exists: also what was sent last, and what the planner learned. */
  deleteScope(scope: string): { readonly entries: number; readonly objects: readonly CacheObject[] } {
    return this.#stores.transaction(() => {
      this.#stores.sent.forgetScope(scope)
      this.#stores.states.forgetScope(scope)
      return this.forgetScope(scope, [])
    })
  }
}
