import type { CacheMiss } from '../../../src-shared/cache-miss.ts'
import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { CacheStatus, TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { lifetimeOf } from './cache-rules.ts'
import { isLive, type CacheEntry } from './entry-store.ts'
import { explainMiss } from './explain-miss.ts'
import { findReadable } from './find-warm.ts'
import type { Diagnosis } from './join-diagnosis.ts'
import { nothingWarm, type LedgerKey, type WarmBelief } from './ledger-key.ts'
import type { LedgerStores } from './ledger-stores.ts'
import { tokensOf } from './prefix-chain.ts'
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

interface Change {
  readonly prefix: string
  readonly touchedAt: number
  readonly before: CacheEntry | undefined
}

/** A read of less than this share of what was believed warm is a read of something else. */
const sameRead = 0.5

/**
 * One run as the ledger follows it: `begun` when the answer begins, then one of `settle` and `abandon`. Each counts once,
 * further calls do nothing. Nothing throws: trouble with the database is reported, and the run goes on.
 */
export class LedgerRun {
  readonly #stores: LedgerStores
  readonly #key: LedgerKey
  readonly #prompt: ComposedPrompt
  readonly #plan: CachePlan
  readonly #id: string
  readonly #snapshot: RunSnapshot | undefined
  readonly #attempt: Attempt
  readonly #changes: Change[] = []
  #state: 'sent' | 'begun' | 'ended' = 'sent'
  #begunAt = 0
  #responseId: string | undefined

  constructor(stores: LedgerStores, key: LedgerKey, prompt: ComposedPrompt, plan: CachePlan, id: string, snapshot: RunSnapshot | undefined, attempt: Attempt) {
    this.#stores = stores
    this.#key = key
    this.#prompt = prompt
    this.#plan = plan
    this.#id = id
    this.#snapshot = snapshot
    this.#attempt = attempt
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
    const snapshot = this.#snapshot
    if (snapshot === undefined) return
    this.#attempt('What a run wrote to the cache could not be noted', () => this.#stores.transaction(() => this.#noteBegun(snapshot)))
  }

  /** Call at the end with what the provider reported; returns why not all of the prefix was read, undefined for a hit. */
  settle({ usage, status, diagnosis, now }: Settlement): CacheMiss | undefined {
    if (this.#state === 'ended') return undefined
    this.begun(now)
    this.#state = 'ended'
    const snapshot = this.#snapshot
    if (snapshot === undefined) return undefined
    this.#attempt('The outcome of a run could not be noted', () =>
      this.#stores.transaction(() => {
        this.#correct(snapshot, usage, status)
        this.#noteSent(snapshot, status)
      }),
    )
    return this.#explain(snapshot, usage, status, diagnosis)
  }

  /** Call when the run failed or was stopped and nothing was reported: its belief is as before. */
  abandon(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#attempt('A run that ended early could not be noted', () =>
      this.#stores.transaction(() => {
        this.#stores.flights.remove(this.#id)
        this.#takeBack()
      }),
    )
  }

  /** Keeps what finds the first difference in a document later: about 5 ms a megabyte of new text, so call it when all is said. */
  keepFingerprints(): void {
    this.#attempt('Fingerprints could not be kept', () => this.#stores.sent.keepFingerprints(this.#prompt.prefix))
  }

  #noteBegun(snapshot: RunSnapshot): void {
    this.#stores.flights.remove(this.#id)
    const { hit, places, startedAt, chain } = snapshot
    const touched = [...new Set([...(hit >= 0 ? [hit] : []), ...places])]
    const current = this.#stores.entries.find(this.#key, touched.map((place) => chain[place] ?? ''))
    for (const [order, place] of touched.entries()) {
      const before = current.get(order)
      if (place > hit) this.#write(snapshot, place, before)
      else if (before !== undefined && isLive(before, startedAt)) this.#refresh(place, before, startedAt)
    }
  }

  /** A read keeps the lifetime that was written; it counts from when the request was sent. */
  #refresh(place: number, before: CacheEntry, startedAt: number): void {
    const touchedAt = Math.max(before.touchedAt, startedAt)
    this.#put(place, { ...before, touchedAt, expiresAt: Math.max(before.expiresAt, startedAt + before.lifetimeMs) }, before)
  }

  #write({ chain }: RunSnapshot, place: number, before: CacheEntry | undefined): void {
    const ttl = this.#plan.marks.find(({ blockIndex }) => blockIndex === place)?.ttl ?? this.#plan.ttl
    const written = { ttl, lifetimeMs: lifetimeOf(ttl, this.#key.rules), touchedAt: this.#begunAt }
    const expiresAt = this.#begunAt + written.lifetimeMs
    const isLonger = isLive(before, this.#begunAt) && before.lifetimeMs > written.lifetimeMs
    const lasting = isLonger ? { ttl: before.ttl, lifetimeMs: before.lifetimeMs, expiresAt: Math.max(before.expiresAt, expiresAt) } : { expiresAt }
    this.#put(place, { prefix: chain[place] ?? '', ...written, ...lasting }, before)
  }

  #put(place: number, entry: CacheEntry, before: CacheEntry | undefined): void {
    const isSpaceBound = this.#prompt.prefix.slice(0, place + 1).some(({ segment }) => segment === 'space' || segment === 'conversation')
    this.#stores.entries.put(this.#key, entry, { tokens: tokensOf(this.#prompt.prefix, place + 1), isSpaceBound })
    this.#changes.push({ prefix: entry.prefix, touchedAt: entry.touchedAt, before })
  }

  #takeBack(): void {
    for (const { prefix, touchedAt, before } of this.#changes.splice(0)) this.#stores.entries.revert(this.#key, prefix, touchedAt, before)
  }

  /** Holds the belief against what was reported. */
  #correct(snapshot: RunSnapshot, usage: TokenUsage | undefined, status: CacheStatus): void {
    if (status === 'unknown' || usage === undefined) {
      this.#takeBack()
      return
    }
    const read = usage.cacheReadTokens ?? 0
    const written = cacheWriteTotal(usage)
    const keepsByItself = this.#key.rules.keeps === 'everything'
    const missed = read === 0 || read < snapshot.belief.warmTokens * sameRead
    const wroteNothing = written === undefined ? !keepsByItself : written === 0
    if (missed) this.#disprove(snapshot)
    if (missed && wroteNothing) for (const place of snapshot.places) this.#forget(snapshot, place)
    // What was to be read was written instead: it counts from now on, for as long as the plan asked.
    else if (missed && snapshot.hit >= 0) for (const place of snapshot.places) this.#write(snapshot, place, undefined)
    else if (snapshot.hit < 0 && read > 0) this.#doubtLifetimes(snapshot, written ?? 0)
  }

  /** The vendor did not find what it should have: every entry that this request could have read is gone. */
  #disprove(snapshot: RunSnapshot): void {
    const entries = new Map(snapshot.entries)
    for (let gone = snapshot.hit; gone >= 0; gone = findReadable(entries, snapshot.places, this.#key.rules, snapshot.startedAt)) {
      entries.delete(gone)
      if (!snapshot.places.includes(gone)) this.#forget(snapshot, gone)
    }
  }

  /** Something was read that the ledger knew nothing of, so nobody knows for how long it was written. */
  #doubtLifetimes({ places, startedAt, chain }: RunSnapshot, written: number): void {
    const doubtful = written > 0 ? places.slice(0, -1) : places
    const lifetimeMs = Math.min(this.#key.rules.standardLifetimeMs, lifetimeOf(this.#plan.ttl, this.#key.rules))
    for (const place of doubtful) {
      this.#put(place, { prefix: chain[place] ?? '', ttl: this.#plan.ttl, lifetimeMs, touchedAt: startedAt, expiresAt: startedAt + lifetimeMs }, undefined)
    }
  }

  /** Unless another run touched it since. */
  #forget({ chain, startedAt }: RunSnapshot, place: number): void {
    const prefix = chain[place] ?? ''
    const ours = this.#changes.filter((change) => change.prefix === prefix).map(({ touchedAt }) => touchedAt)
    this.#stores.entries.revert(this.#key, prefix, Math.max(startedAt, ...ours), undefined)
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
      responseId: this.#responseId,
    })
  }

  #explain(snapshot: RunSnapshot, usage: TokenUsage | undefined, status: CacheStatus, diagnosis: Diagnosis | undefined): CacheMiss | undefined {
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
