import { z } from 'zod'
import { chainKeys, checkBlocks, markTtlSchema, type CacheBlock, type MarkTtl } from './prefix-blocks.ts'

/** Anthropic's lifetimes, in milliseconds. */
const ttlMs: Record<MarkTtl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 }

/** How many blocks back from a breakpoint an entry is looked for, the breakpoint's own block counted. */
const lookbackBlocks = 20
const defaultMaximumEntries = 20_000
const sweepEvery = 256

/**
 * A prefix believed warm. `key` is a hash of workspace, model and all
 * blocks up to it; times are epoch milliseconds.
 */
export const cacheEntrySchema = z.object({ key: z.string(), ttl: markTtlSchema, expiresAt: z.number() })
export type CacheEntry = z.infer<typeof cacheEntrySchema>

/** One request as the cache sees it: blocks in prefix order (tools, system, messages). */
export interface CacheRequest {
  readonly workspace: string
  readonly model: string
  /** Prefixes below this many tokens are silently not cached. */
  readonly minimumTokens: number
  readonly blocks: readonly CacheBlock[]
}

/** Input tokens of one request in disjoint buckets; their sum is the tokens of all blocks. */
export interface CacheAccounting {
  readonly uncached: number
  readonly read: number
  readonly writtenFiveMinutes: number
  readonly writtenOneHour: number
}

/**
 * A request that was looked up. Its writes become readable when
 * `begin` is called, as the response begins; once only.
 */
export interface OpenedRequest {
  readonly accounting: CacheAccounting
  begin(): void
}

export interface PrefixCache {
  /** Looks a request up and refreshes what it reads. Throws PrefixCacheError where Anthropic answers 400. */
  open(request: CacheRequest): OpenedRequest
  /** The live entries as plain data. */
  entries(): CacheEntry[]
  /** Replaces all entries, for instance with those of another process. */
  restore(entries: readonly CacheEntry[]): void
}

interface Breakpoint {
  readonly index: number
  readonly ttl: MarkTtl
  /** Tokens of the prefix up to and including the marked block. */
  readonly tokens: number
}

/**
 * Simulates Anthropic's prompt cache: writes at breakpoints only, reads of the longest entry within the
 * lookback, a silent minimum, five-minute and one-hour lifetimes that a read refreshes free of charge,
 * isolation by workspace and model. Source: Anthropic's prompt-caching guide.
 */
export function createPrefixCache(options: { now: () => number; maximumEntries?: number }): PrefixCache {
  const { now, maximumEntries = defaultMaximumEntries } = options
  const { find, keep, refresh, sweep, live } = createEntries(now, maximumEntries)
  let opened = 0

  return {
    open(request) {
      checkBlocks(request.blocks)
      opened += 1
      if (opened % sweepEvery === 0) sweep()
      const keys = chainKeys(request)
      const sums = prefixSums(request.blocks)
      const breakpoints = eligibleBreakpoints(request, sums)
      const hit = longestHit(breakpoints, (index) => find(keys[index]) !== undefined)
      refresh(keys[hit])
      for (const { index } of breakpoints) if (index < hit) refresh(keys[index])
      const pending = breakpoints.filter(({ index }) => index > hit)
      let begun = false
      return {
        accounting: account(sums, hit, pending),
        begin() {
          if (begun) return
          begun = true
          for (const { index, ttl } of pending)
            keep(keys[index] ?? '', longerTtl(find(keys[index])?.ttl, ttl))
        },
      }
    },
    entries() {
      sweep()
      return [...live.values()]
    },
    restore(entries) {
      live.clear()
      for (const entry of entries) live.set(entry.key, entry)
      sweep()
    },
  }
}

/** The live entries, least recently used first. */
function createEntries(now: () => number, maximumEntries: number) {
  const live = new Map<string, CacheEntry>()

  const find = (key: string | undefined): CacheEntry | undefined => {
    const entry = key === undefined ? undefined : live.get(key)
    return entry !== undefined && entry.expiresAt > now() ? entry : undefined
  }

  /**
   * Insertion order is order of use, so that the entry dropped for lack of room is the one used longest ago.
   */
  const keep = (key: string, ttl: MarkTtl): void => {
    live.delete(key)
    live.set(key, { key, ttl, expiresAt: now() + ttlMs[ttl] })
    const oldest = live.size > maximumEntries ? live.keys().next().value : undefined
    if (oldest !== undefined) live.delete(oldest)
  }

  const refresh = (key: string | undefined): void => {
    const entry = find(key)
    if (entry !== undefined) keep(entry.key, entry.ttl)
  }

  const sweep = (): void => {
    for (const entry of live.values()) if (entry.expiresAt <= now()) live.delete(entry.key)
  }

  return { find, keep, refresh, sweep, live }
}

function prefixSums(blocks: readonly CacheBlock[]): number[] {
  let sum = 0
  return blocks.map((block) => (sum += block.tokens))
}

function eligibleBreakpoints(request: CacheRequest, sums: readonly number[]): Breakpoint[] {
  return request.blocks.flatMap(({ mark }, index) => {
    const tokens = sums[index] ?? 0
    return mark === undefined || tokens < request.minimumTokens ? [] : [{ index, ttl: mark, tokens }]
  })
}

/** The index of the last block of the longest readable prefix, or -1. */
function longestHit(breakpoints: readonly Breakpoint[], isReadable: (index: number) => boolean): number {
  for (const { index } of breakpoints.toReversed()) {
    const last = Math.max(0, index - lookbackBlocks + 1)
    for (let candidate = index; candidate >= last; candidate -= 1) if (isReadable(candidate)) return candidate
  }
  return -1
}

/**
 * Bills as Anthropic does: the tokens between the hit and each later
 * breakpoint belong to that breakpoint's lifetime.
 */
function account(sums: readonly number[], hit: number, pending: readonly Breakpoint[]): CacheAccounting {
  const read = sums[hit] ?? 0
  const written: Record<MarkTtl, number> = { '5m': 0, '1h': 0 }
  let reached = read
  for (const { ttl, tokens } of pending) {
    written[ttl] += tokens - reached
    reached = tokens
  }
  const total = sums.at(-1) ?? 0
  return { uncached: total - reached, read, writtenFiveMinutes: written['5m'], writtenOneHour: written['1h'] }
}

function longerTtl(existing: MarkTtl | undefined, written: MarkTtl): MarkTtl {
  return existing === '1h' ? existing : written
}
