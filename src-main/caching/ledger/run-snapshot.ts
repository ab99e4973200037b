import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { CacheObject } from './cache-object-store.ts'
import type { CacheEntry } from './entry-store.ts'
import { findReadable, placesKept, sharedWithLast, toBelief } from './find-warm.ts'
import { nothingWarm, type LedgerKey, type WarmBelief } from './ledger-key.ts'
import type { LedgerStores } from './ledger-stores.ts'
import { prefixChain, tokensOf } from './prefix-chain.ts'
import type { SentPrompt } from './sent-store.ts'

/** What the ledger knew as a run began. Indexes are of blocks of the prefix. */
export interface RunSnapshot {
  readonly startedAt: number
  readonly chain: readonly string[]
  /** Live and expired entries by block. */
  readonly entries: ReadonlyMap<number, CacheEntry>
  /** Where the vendor will keep what it has not yet, in order; none below the model's minimum. */
  readonly places: readonly number[]
  /** The last block that was to be cached; -1 when nothing was. */
  readonly target: number
  /** The last block of what can be read; -1 when nothing can. */
  readonly hit: number
  readonly belief: WarmBelief
  readonly parallel: boolean
  readonly last?: SentPrompt
  readonly elsewhere?: SentPrompt
}

/** The belief before anything is planned: what breakpoints at the composer's places could read. */
export function believe(
  stores: LedgerStores,
  key: LedgerKey,
  prompt: ComposedPrompt,
  now: number,
): WarmBelief {
  const chain = prefixChain(prompt.prefix)
  const { hit, entry } = readable(stores, key, prompt, chain, prompt.breakpoints, now, undefined)
  const object = believeObject(stores.objects.find(key, chain, now), prompt, chain, now)
  return object.warmBlocks > hit + 1 ? object : toBelief(prompt.prefix, hit, entry, now)
}

export function takeSnapshot(
  stores: LedgerStores,
  key: LedgerKey,
  prompt: ComposedPrompt,
  plan: CachePlan,
  now: number,
): RunSnapshot {
  const chain = prefixChain(prompt.prefix)
  const target =
    plan.mode === 'explicit'
      ? (plan.marks.at(-1)?.blockIndex ?? -1)
      : (placesKept(prompt, plan, key.rules).at(-1) ?? -1)
  const places = placesKept(prompt, plan, key.rules).filter(
    (place) => tokensOf(prompt.prefix, place + 1) >= (key.minimumTokens ?? 0),
  )
  const last = stores.sent.last(key)
  const found = readable(stores, key, prompt, chain, places, now, last)
  const object =
    plan.mode === 'explicit'
      ? believeObject(stores.objects.find(key, chain, now), prompt, chain, now)
      : nothingWarm
  const hit = Math.max(found.hit, object.warmBlocks - 1)
  const pending = places.filter((place) => place > hit).map((place) => chain[place] ?? '')
  return {
    startedAt: now,
    chain,
    entries: found.entries,
    places,
    target,
    hit,
    belief: object.warmBlocks > 0 ? object : toBelief(prompt.prefix, found.hit, found.entry, now),
    parallel: pending.length > 0 && stores.flights.isWriting(key, pending, now),
    last,
    elsewhere: stores.sent.lastElsewhere(key),
  }
}

function readable(
  stores: LedgerStores,
  key: LedgerKey,
  prompt: ComposedPrompt,
  chain: readonly string[],
  places: readonly number[],
  now: number,
  known: SentPrompt | undefined,
) {
  const entries = stores.entries.find(key, chain)
  const last = key.rules.keeps === 'everything' ? (known ?? stores.sent.last(key)) : undefined
  const shared = sharedWithLast(prompt.prefix, last, key.rules)
  if (shared !== undefined && !entries.has(shared[0])) entries.set(...shared)
  const from = key.rules.keeps === 'everything' ? [prompt.prefix.length - 1] : places
  const hit = findReadable(entries, from, key.rules, now)
  return { entries, hit, entry: entries.get(hit) }
}

function believeObject(
  object: CacheObject | undefined,
  prompt: ComposedPrompt,
  chain: readonly string[],
  now: number,
): WarmBelief {
  if (object === undefined) return nothingWarm
  const warmBlocks = chain.indexOf(object.prefix) + 1
  return {
    warmBlocks,
    warmTokens: tokensOf(prompt.prefix, warmBlocks),
    expiresAt: Math.min(object.expiresAt, now + Math.max(0, object.expiresAt - object.createdAt)),
  }
}
