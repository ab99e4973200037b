import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { CacheStatus, TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { lifetimeOf } from '../../../src-shared/vendors/cache-rules.ts'
import { isLive, type CacheEntry, type EntryStore } from './entry-store.ts'
import { findReadable } from './find-warm.ts'
import type { LedgerKey } from './ledger-key.ts'
import { tokensOf } from './prefix-chain.ts'
import type { RunSnapshot } from './run-snapshot.ts'

/** One run's part of the belief. */
export interface EntryContext {
  readonly entries: EntryStore
  readonly key: LedgerKey
  readonly prompt: ComposedPrompt
  readonly plan: CachePlan
  readonly snapshot: RunSnapshot
}

interface Change {
  readonly place: number
  readonly touchedAt: number
  readonly before: CacheEntry | undefined
}

/**
 * How far two shares of a prefix may lie apart and still be the same:
 * vendors and estimates count tokens differently.
 */
const sameShare = 0.05
/**
 * Where nothing is known of the writes, a read of less than this share of
 * what was believed warm is one of something else.
 */
const sameRead = 0.5

/**
 * What one run did to the entries: noted as its answer begins, then held against what was reported. In doubt
 * an entry is forgotten: to write again what is still kept costs nothing, to count on what is gone does.
 */
export class RunEntries {
  readonly #context: EntryContext
  readonly #changes: Change[] = []
  #begunAt = 0

  constructor(context: EntryContext) {
    this.#context = context
  }

  /**
   * From now on others can read all that was marked: what it ended with was read or written now. Which
   * of the two, and what of the places before it exists, nobody knows before the provider reports; so
   * it counts for a short time from the request on.
   */
  noteBegun(begunAt: number): void {
    const { entries, key, snapshot } = this.#context
    const { hit, places, startedAt } = snapshot
    this.#begunAt = begunAt
    const touched = [
      ...new Set([
        ...(hit >= 0 ? [hit] : []),
        ...places.filter((place, order) => place <= hit || order === places.length - 1),
      ]),
    ]
    const current = entries.find(
      key,
      touched.map((place) => this.#prefixAt(place)),
    )
    for (const [order, place] of touched.entries()) {
      const before = current.get(order)
      if (place > hit) this.#shorten(place, undefined, before)
      else if (before !== undefined && isLive(before, startedAt)) this.#refresh(place, before)
    }
  }

  /** The run came to nothing, or nobody knows what it did. */
  takeBack(): void {
    for (const { place, touchedAt, before } of this.#changes.splice(0).reverse())
      this.#context.entries.revert(this.#context.key, this.#prefixAt(place), touchedAt, before)
  }

  /** Holds the belief against what was reported. */
  correct(usage: TokenUsage | undefined, status: CacheStatus): void {
    if (status === 'unknown' || usage === undefined) {
      this.takeBack()
      return
    }
    const read = usage.cacheReadTokens ?? 0
    const written = cacheWriteTotal(usage)
    const surprise = this.#surprise(read, written)
    if (surprise < 0 || read === 0) this.#correctMiss(read, written)
    else if (surprise === 0) this.#confirmWrites()
    else if ((written ?? 0) > 0) this.#confirmLast()
  }

  /**
   * Negative when less was read than believed, positive when more, 0 when
   * as believed. Shares do not depend on who counts.
   */
  #surprise(read: number, written: number | undefined): number {
    const { snapshot, prompt } = this.#context
    const { warmTokens } = snapshot.belief
    if (read < warmTokens * sameRead) return -1
    if (written === undefined || read + written === 0 || snapshot.target < 0) return 0
    const difference =
      read / (read + written) - warmTokens / Math.max(1, tokensOf(prompt.prefix, snapshot.target + 1))
    return Math.abs(difference) <= sameShare ? 0 : difference
  }

  #correctMiss(read: number, written: number | undefined): void {
    const { snapshot, key } = this.#context
    this.#disprove()
    const wroteNothing = written === undefined ? key.rules.keeps === 'marked' : written === 0
    if (wroteNothing) for (const place of snapshot.places) this.#forget(place)
    else for (const place of snapshot.places) this.#writeInstead(place, read)
  }

  /**
   * More was read than the ledger knew of: of the places before the
   * last nobody knows whether they were ever written.
   */
  #confirmLast(): void {
    const { hit, places } = this.#context.snapshot
    const last = places.at(-1) ?? -1
    if (last > hit) this.#write(last)
  }

  #confirmWrites(): void {
    const { hit, places } = this.#context.snapshot
    for (const place of places) if (place > hit) this.#write(place)
  }

  /**
   * The vendor did not find what it should have: whatever this request
   * could have read is gone, unless it was written now.
   */
  #disprove(): void {
    const { snapshot, key } = this.#context
    const entries = new Map(snapshot.entries)
    for (
      let gone = snapshot.hit;
      gone >= 0;
      gone = findReadable(entries, snapshot.places, key.rules, snapshot.startedAt)
    ) {
      entries.delete(gone)
      if (!snapshot.places.includes(gone)) this.#forget(gone)
    }
  }

  /**
   * What was to be read was written: all of it where nothing was read, else nobody
   * knows which parts, so the shorter life counts.
   */
  #writeInstead(place: number, read: number): void {
    const { snapshot } = this.#context
    const before = snapshot.entries.get(place)
    if (read === 0 || place > snapshot.hit) this.#write(place)
    else if (isLive(before, snapshot.startedAt)) this.#shorten(place, before, before)
  }

  #refresh(place: number, before: CacheEntry): void {
    const { startedAt } = this.#context.snapshot
    const touchedAt = Math.max(before.touchedAt, startedAt)
    this.#put(
      place,
      { ...before, touchedAt, expiresAt: Math.max(before.expiresAt, startedAt + before.lifetimeMs) },
      before,
    )
  }

  #write(place: number): void {
    const { lifetimeMs, ttl } = this.#asked(place)
    const before = this.#changes.find((change) => change.place === place)?.before
    const expiresAt = this.#begunAt + lifetimeMs
    const isLonger =
      isLive(before, this.#begunAt) && before.lifetimeMs > lifetimeMs && place > this.#context.snapshot.hit
    const life = isLonger
      ? { ttl: before.ttl, lifetimeMs: before.lifetimeMs, expiresAt: Math.max(before.expiresAt, expiresAt) }
      : { ttl, lifetimeMs, expiresAt }
    this.#put(place, { prefix: this.#prefixAt(place), touchedAt: this.#begunAt, ...life }, before)
  }

  /**
   * Counts from when the request was sent, for the shortest of the lifetimes
   * that it can have; never less than it had before.
   */
  #shorten(place: number, known: CacheEntry | undefined, before: CacheEntry | undefined): void {
    const asked = this.#asked(place)
    const { standardLifetimeMs } = this.#context.key.rules
    const { startedAt } = this.#context.snapshot
    const lifetimeMs = Math.min(asked.lifetimeMs, known?.lifetimeMs ?? standardLifetimeMs)
    const expiresAt = startedAt + lifetimeMs
    if (known === undefined && isLive(before, startedAt) && before.expiresAt >= expiresAt) return
    this.#put(
      place,
      {
        prefix: this.#prefixAt(place),
        ttl: known?.ttl ?? asked.ttl,
        lifetimeMs,
        touchedAt: startedAt,
        expiresAt,
      },
      before,
    )
  }

  #asked(place: number) {
    const { plan, key } = this.#context
    const ttl = plan.marks.find(({ blockIndex }) => blockIndex === place)?.ttl ?? plan.ttl
    return { ttl, lifetimeMs: lifetimeOf(ttl, key.rules) }
  }

  #put(place: number, entry: CacheEntry, before: CacheEntry | undefined): void {
    const { entries, key, prompt } = this.#context
    const isSpaceBound = prompt.prefix
      .slice(0, place + 1)
      .some(({ segment }) => segment === 'space' || segment === 'conversation')
    entries.put(key, entry, { tokens: tokensOf(prompt.prefix, place + 1), isSpaceBound })
    this.#changes.push({ place, touchedAt: entry.touchedAt, before })
  }

  /** Unless another run touched it since. */
  #forget(place: number): void {
    const { entries, key, snapshot } = this.#context
    const ours = this.#changes.filter((change) => change.place === place).map(({ touchedAt }) => touchedAt)
    entries.revert(key, this.#prefixAt(place), Math.max(snapshot.startedAt, ...ours), undefined)
  }

  #prefixAt(place: number): string {
    return this.#context.snapshot.chain[place] ?? ''
  }
}
