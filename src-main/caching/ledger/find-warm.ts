import type { ComposedPrompt, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import type { CachePlan } from '../../../src-shared/composed-prompt.ts'
import type { CacheRules } from '../../../src-shared/vendors/cache-rules.ts'
import { isLive, type CacheEntry } from './entry-store.ts'
import { nothingWarm, type WarmBelief } from './ledger-key.ts'
import { tokensOf } from './prefix-chain.ts'
import type { SentPrompt } from './sent-store.ts'

/**
 * The blocks after which a vendor keeps the prefix of a request, in order: its breakpoints, or all that
 * matter.
 */
export function placesKept(prompt: ComposedPrompt, plan: CachePlan, rules: CacheRules): number[] {
  if (plan.mode === 'explicit') return []
  if (rules.keeps === 'marked') return plan.marks.map(({ blockIndex }) => blockIndex)
  return [...new Set([...prompt.breakpoints, prompt.prefix.length - 1])].filter((index) => index >= 0)
}

/**
 * The last block of the longest prefix that a request with breakpoints at `places` can read; -1 when there is
 * none.
 */
export function findReadable(
  entries: ReadonlyMap<number, CacheEntry>,
  places: readonly number[],
  rules: CacheRules,
  now: number,
): number {
  for (const place of places.toReversed()) {
    for (let index = place; index > place - rules.lookbackBlocks && index >= 0; index -= 1)
      if (isLive(entries.get(index), now)) return index
  }
  return -1
}

/**
 * Where everything is kept, what the last prompt and this one share can be read too, wherever it ends.
 * Returns an entry for it with the block that it ends with.
 */
export function sharedWithLast(
  prefix: readonly PromptBlock[],
  last: SentPrompt | undefined,
  rules: CacheRules,
): readonly [number, CacheEntry] | undefined {
  if (rules.keeps !== 'everything' || last === undefined) return undefined
  const shared = Math.min(sharedBlocks(prefix, last), last.cachedBlocks)
  if (shared === 0) return undefined
  return [
    shared - 1,
    {
      prefix: '',
      ttl: last.ttl,
      lifetimeMs: Math.max(0, last.expiresAt - last.sentAt),
      touchedAt: last.sentAt,
      expiresAt: last.expiresAt,
    },
  ]
}

/** How many blocks at the beginning are those of the last prompt. */
export function sharedBlocks(prefix: readonly PromptBlock[], last: SentPrompt): number {
  const first = prefix.findIndex(
    (block, index) => block.hash !== last.blocks[index]?.hash || block.segment !== last.blocks[index].segment,
  )
  return first < 0 ? prefix.length : first
}

/** The belief in an entry; it never reaches further than its lifetime from now, whatever the clock did. */
export function toBelief(
  prefix: readonly PromptBlock[],
  index: number,
  entry: CacheEntry | undefined,
  now: number,
): WarmBelief {
  if (entry === undefined || index < 0) return nothingWarm
  return {
    warmTokens: tokensOf(prefix, index + 1),
    warmBlocks: index + 1,
    ttl: entry.ttl,
    expiresAt: Math.min(entry.expiresAt, now + entry.lifetimeMs),
  }
}
