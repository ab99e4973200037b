import { chainKeys, type CacheBlock } from '../../../src-main/providers/practice/prefix-blocks.ts'

/** Our simplification: Google promises no lifetime of implicit caches. */
const lifetimeMs = 5 * 60_000
const maximumEntries = 20_000

export interface ImplicitRequest {
  readonly workspace: string
  readonly model: string
  /** Absent for a model without implicit caching. */
  readonly minimumTokens: number | undefined
  readonly blocks: readonly CacheBlock[]
}

export interface ImplicitCache {
  /** Looks a request up. What it wrote and read is warm from `begin` on, when the response begins. */
  open(request: ImplicitRequest): { readonly read: number; begin(): void }
}

/**
 * Our simplified simulation of Gemini's implicit caching: deterministic where Google gives no guarantee. Every prefix of
 * whole blocks above the model's minimum is warm for five minutes from its last use; the longest warm one is read.
 */
export function createImplicitCache(now: () => number): ImplicitCache {
  const expiries = new Map<string, number>()

  const keep = (key: string): void => {
    expiries.delete(key)
    expiries.set(key, now() + lifetimeMs)
    const oldest = expiries.size > maximumEntries ? expiries.keys().next().value : undefined
    if (oldest !== undefined) expiries.delete(oldest)
  }

  return {
    open({ workspace, model, minimumTokens, blocks }) {
      const prefixes =
        minimumTokens === undefined
          ? []
          : prefixesOf(blocks, chainKeys({ workspace, model, blocks })).filter(
              ({ tokens }) => tokens >= minimumTokens,
            )
      const hit = prefixes.findLast(({ key }) => (expiries.get(key) ?? 0) > now())
      return { read: hit?.tokens ?? 0, begin: () => prefixes.forEach(({ key }) => keep(key)) }
    },
  }
}

function prefixesOf(
  blocks: readonly CacheBlock[],
  keys: readonly string[],
): { key: string; tokens: number }[] {
  let tokens = 0
  return blocks.map((block, index) => ({ key: keys[index] ?? '', tokens: (tokens += block.tokens) }))
}
