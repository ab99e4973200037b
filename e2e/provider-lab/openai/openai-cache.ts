import { chainKeys } from '../../../src-main/providers/practice/prefix-blocks.ts'

export type BreakpointTtl = '30m' | '12h'

const minutes = 60_000
/** Of a breakpoint, and of what older models keep by themselves; ten minutes in memory is our simplification. */
const lifetimeMs = {
  '30m': 30 * minutes,
  '12h': 720 * minutes,
  in_memory: 10 * minutes,
  '24h': 1440 * minutes,
}
const mostWrites = 4
const mostCandidates = 80
const maximumEntries = 20_000
/** Older models count what was read in whole blocks of tokens. */
const olderBlockTokens = 128

/** One piece of a prompt: a hash of everything that makes its bytes, its tokens, and what ends with it. */
export interface PromptPiece {
  readonly hash: string
  readonly tokens: number
  /** The lifetime of an explicit breakpoint at its end. */
  readonly breakpoint?: BreakpointTtl
  readonly endsUserMessage?: boolean
}

/** How the model caches: see the table in OpenAI's prompt-caching guide. */
export type CacheRule =
  | { readonly kind: 'breakpoints'; readonly mode: 'implicit' | 'explicit'; readonly ttl: BreakpointTtl }
  | { readonly kind: 'automatic'; readonly retention: 'in_memory' | '24h' }
  | { readonly kind: 'none' }

export interface CacheRequest {
  /** Everything that separates caches from each other: account, key, and settings that break the prefix. */
  readonly scope: string
  readonly model: string
  readonly minimumTokens: number
  readonly pieces: readonly PromptPiece[]
  readonly rule: CacheRule
}

/** Input tokens in disjoint buckets. `reusable` is the prefix that a later request can read. */
export interface CacheAccounting {
  readonly total: number
  readonly read: number
  readonly written30m: number
  readonly written12h: number
  readonly reusable: number
}

export interface OpenAiCache {
  /** Looks a request up and refreshes what it reads; what it writes is readable from `begin` on, as the response begins. */
  open(request: CacheRequest): { readonly accounting: CacheAccounting; begin(): void }
}

type Lifetime = keyof typeof lifetimeMs
/** An end of a prefix. */
interface Boundary {
  readonly key: string
  readonly tokens: number
  readonly lifetime: Lifetime
}

/**
 * Our simulation of OpenAI's prompt caches, from the SDK's types and the vendor's guide. From 5.6 on: exact boundaries at
 * breakpoints, at most four written, 80 looked at. Before: every prefix of whole pieces, read in multiples of 128, free.
 */
export function createOpenAiCache(now: () => number): OpenAiCache {
  const entries = new Map<string, { readonly lifetime: Lifetime; readonly expiresAt: number }>()

  const keep = (key: string, lifetime: Lifetime): void => {
    entries.delete(key)
    entries.set(key, { lifetime, expiresAt: now() + lifetimeMs[lifetime] })
    const oldest = entries.size > maximumEntries ? entries.keys().next().value : undefined
    if (oldest !== undefined) entries.delete(oldest)
  }
  const find = (key: string): Lifetime | undefined => {
    const entry = entries.get(key)
    return entry !== undefined && entry.expiresAt > now() ? entry.lifetime : undefined
  }

  return {
    open(request) {
      const { candidates, writes } = boundariesOf(request)
      const hit = candidates.findLast(({ key }) => find(key) !== undefined)
      for (const { key, tokens } of candidates) {
        const lifetime = hit !== undefined && tokens <= hit.tokens ? find(key) : undefined
        if (lifetime !== undefined) keep(key, lifetime)
      }
      const pending = writes.filter(({ tokens }) => tokens > (hit?.tokens ?? 0))
      return {
        accounting: account(request, hit?.tokens ?? 0, pending),
        begin: () => pending.forEach(({ key, lifetime }) => keep(key, lifetime)),
      }
    },
  }
}

/** Where a prefix is looked for, and where it is written, both shortest first. */
function boundariesOf({ scope, model, minimumTokens, pieces, rule }: CacheRequest): {
  candidates: Boundary[]
  writes: Boundary[]
} {
  if (rule.kind === 'none') return { candidates: [], writes: [] }
  const keys = chainKeys({ workspace: scope, model, blocks: pieces })
  let tokens = 0
  const ends = pieces
    .map((piece, index) => ({ piece, key: keys[index] ?? '', tokens: (tokens += piece.tokens) }))
    .filter((end) => end.tokens >= minimumTokens)
  if (rule.kind === 'automatic') {
    const all = ends.map((end) => ({ key: end.key, tokens: end.tokens, lifetime: rule.retention }))
    return { candidates: all, writes: all }
  }
  const explicit = ends.flatMap(({ piece, ...end }): Boundary[] =>
    piece.breakpoint === undefined ? [] : [{ ...end, lifetime: piece.breakpoint }],
  )
  if (rule.mode === 'explicit')
    return { candidates: explicit.slice(-mostCandidates), writes: explicit.slice(-mostWrites) }
  const userEnds = ends.flatMap(({ piece, ...end }): Boundary[] =>
    piece.endsUserMessage === true ? [{ ...end, lifetime: rule.ttl }] : [],
  )
  const candidates = inOrder([...explicit, ...userEnds])
  return {
    candidates: candidates.slice(-mostCandidates),
    writes: inOrder([...explicit.slice(1 - mostWrites), ...userEnds.slice(-1)]),
  }
}

/** Each boundary once, shortest first; an explicit one comes before an implicit one at the same place. */
function inOrder(boundaries: readonly Boundary[]): Boundary[] {
  const byKey = new Map(boundaries.toReversed().map((boundary) => [boundary.key, boundary]))
  return [...byKey.values()].sort((one, other) => one.tokens - other.tokens)
}

/** The tokens between the hit and each later breakpoint belong to that breakpoint's lifetime; older models write for nothing. */
function account(
  { pieces, rule, minimumTokens }: CacheRequest,
  hit: number,
  pending: readonly Boundary[],
): CacheAccounting {
  const total = pieces.reduce((sum, { tokens }) => sum + tokens, 0)
  if (rule.kind !== 'breakpoints') {
    const read = Math.floor(hit / olderBlockTokens) * olderBlockTokens
    return {
      total,
      read: read < minimumTokens ? 0 : read,
      written30m: 0,
      written12h: 0,
      reusable: pending.at(-1)?.tokens ?? hit,
    }
  }
  let reached = hit
  const written: Record<BreakpointTtl, number> = { '30m': 0, '12h': 0 }
  for (const { lifetime, tokens } of pending) {
    written[lifetime === '12h' ? '12h' : '30m'] += tokens - reached
    reached = tokens
  }
  return { total, read: hit, written30m: written['30m'], written12h: written['12h'], reusable: reached }
}
