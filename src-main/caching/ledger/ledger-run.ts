import type { CacheMiss } from '../../../src-shared/cache-miss.ts'
import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { CacheStatus, TokenUsage } from '../../../src-shared/token-usage.ts'
import { lifetimeOf } from '../../../src-shared/vendors/cache-rules.ts'
import { isLive } from './entry-store.ts'
import { explainMiss } from './explain-miss.ts'
import type { Diagnosis } from './join-diagnosis.ts'
import { nothingWarm, type LedgerKey, type WarmBelief } from './ledger-key.ts'
import type { LedgerStores } from './ledger-stores.ts'
import { RunEntries } from './run-entries.ts'
import type { RunSnapshot } from './run-snapshot.ts'
import { toSentBlocks } from './sent-store.ts'

/** What came of a run. `now` is epoch milliseconds. */
export interface Settlement {
  /** As reported; absent when nothing was. */
  readonly usage?: TokenUsage
  readonly status: CacheStatus
  readonly diagnosis?: Diagnosis
  readonly now: number
}

/** Tries a write that must not end a run: what goes wrong is reported. */
export type Attempt = (what: string, work: () => void) => void

/**
 * One run as the ledger follows it: `begun` when the answer begins, then one of `settle`
 * and `abandon`. Each counts once, further calls do nothing. Nothing throws: trouble with
 * the database is reported, and the run goes on.
 */
export class LedgerRun {
  readonly #stores: LedgerStores
  readonly #key: LedgerKey
  readonly #prompt: ComposedPrompt
  readonly #plan: CachePlan
  readonly #id: string
  readonly #snapshot: RunSnapshot | undefined
  readonly #attempt: Attempt
  readonly #sweep: () => void
  readonly #entries: RunEntries | undefined
  #state: 'sent' | 'begun' | 'ended' = 'sent'
  #begunAt = 0
  #responseId: string | undefined

  constructor(
    stores: LedgerStores,
    key: LedgerKey,
    prompt: ComposedPrompt,
    plan: CachePlan,
    id: string,
    snapshot: RunSnapshot | undefined,
    attempt: Attempt,
    sweep: () => void,
  ) {
    this.#stores = stores
    this.#key = key
    this.#prompt = prompt
    this.#plan = plan
    this.#id = id
    this.#snapshot = snapshot
    this.#attempt = attempt
    this.#sweep = sweep
    this.#entries =
      snapshot === undefined
        ? undefined
        : new RunEntries({ entries: stores.entries, key, prompt, plan, snapshot })
  }

  /** What this request, with the breakpoints of its plan, was believed to read as it was sent. */
  get belief(): WarmBelief {
    return this.#snapshot?.belief ?? nothingWarm
  }

  /** Call when the vendor's answer begins: from now on others can read what this run wrote. */
  begun(now: number, responseId?: string): void {
    if (this.#state !== 'sent') return
    this.#state = 'begun'
    this.#begunAt = Math.floor(now)
    this.#responseId = responseId
    this.#note('What a run wrote to the cache could not be noted', (entries) => {
      this.#stores.flights.remove(this.#id)
      entries.noteBegun(this.#begunAt)
    })
  }

  /**
   * Call at the end with what the provider reported; returns why not
   * all of the prefix was read, undefined for a hit.
   */
  settle({ usage, status, diagnosis, now }: Settlement): CacheMiss | undefined {
    if (this.#state === 'ended') return undefined
    this.begun(now)
    this.#state = 'ended'
    const snapshot = this.#snapshot
    if (snapshot === undefined) return undefined
    this.#note('The outcome of a run could not be noted', (entries) => {
      entries.correct(usage, status)
      this.#noteSent(snapshot, status)
    })
    return this.#explain(snapshot, usage, status, diagnosis)
  }

  /** Call when the run failed or was stopped and nothing was reported: its belief is as before. */
  abandon(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#note('A run that ended early could not be noted', (entries) => {
      this.#stores.flights.remove(this.#id)
      entries.takeBack()
    })
  }

  /**
   * Keeps what finds the first difference in a document later, and now and then sweeps the ledger. It takes
   * about 5 ms a megabyte of new text, so call it after all else, when the answer is with the person.
   */
  keepFingerprints(): void {
    this.#attempt('Fingerprints could not be kept', () =>
      this.#stores.sent.keepFingerprints(this.#prompt.prefix),
    )
    this.#attempt('The cache ledger could not be swept', this.#sweep)
  }

  #note(what: string, work: (entries: RunEntries) => void): void {
    const entries = this.#entries
    if (entries !== undefined) this.#attempt(what, () => this.#stores.transaction(() => work(entries)))
  }

  #noteSent(snapshot: RunSnapshot, status: CacheStatus): void {
    const { target, chain, startedAt } = snapshot
    const entry = target < 0 ? undefined : this.#stores.entries.find(this.#key, [chain[target] ?? '']).get(0)
    const isCached = target >= 0 && status !== 'miss'
    const keepsByItself = this.#key.rules.keeps === 'everything'
    this.#stores.sent.put(this.#key, {
      sentAt: startedAt,
      blocks: toSentBlocks(this.#prompt.prefix),
      cachedBlocks: isCached || keepsByItself ? target + 1 : 0,
      ttl: entry?.ttl ?? this.#plan.ttl,
      expiresAt: entry?.expiresAt ?? this.#begunAt + lifetimeOf(this.#plan.ttl, this.#key.rules),
      // A refresh has no answer of its own; the vendor still compares with the last one.
      responseId: this.#responseId ?? snapshot.last?.responseId,
    })
  }

  #explain(
    snapshot: RunSnapshot,
    usage: TokenUsage | undefined,
    status: CacheStatus,
    diagnosis: Diagnosis | undefined,
  ): CacheMiss | undefined {
    const entry = snapshot.entries.get(snapshot.target)
    return explainMiss({
      ...snapshot,
      model: this.#key.model,
      prompt: this.#prompt,
      plan: this.#plan,
      ended: entry !== undefined && !isLive(entry, snapshot.startedAt) ? entry : undefined,
      minimumTokens: this.#key.minimumTokens,
      isPromised: this.#key.rules.isPromised,
      usage,
      status,
      diagnosis,
      fingerprintOf: (hash) => this.#stores.sent.fingerprintOf(hash),
    })
  }
}
