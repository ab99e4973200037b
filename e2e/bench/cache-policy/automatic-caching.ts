import { lifetimes, type CacheOption } from '../../../src-shared/planner/cache-option.ts'
import type { ModelCaching, Rates } from '../../../src-shared/pricing/price-table.ts'

/** What a vendor caches by itself, free of charge, and the cache objects that it sells besides; by the lab's rules. */
export interface AutomaticCaching {
  /** How long it keeps a prefix after its last use: the lab's simplification, because vendors promise less. */
  readonly lifetimeMs: number
  /** How much of the prefix a hit reads. */
  readonly readTokens: number
  /** Nano-dollars a token. */
  readonly readRate: number
  /** Cache objects for five minutes and for an hour, shortest first; empty where none are sold. */
  readonly objects: readonly CacheOption[]
}

const inMemoryMs = 10 * 60_000
/** Older models of OpenAI count what was read in whole blocks of tokens. */
const openAiBlockTokens = 128

/** `options` are those of the planner, empty for a prefix that is too short to be cached. Undefined where the request decides what is cached. */
export function automaticCachingOf(
  provider: string,
  caching: ModelCaching | undefined,
  options: readonly CacheOption[],
  rates: Rates,
  prefixTokens: number,
): AutomaticCaching | undefined {
  if (caching?.control !== 'automatic') return undefined
  const blockTokens = provider === 'openai' ? openAiBlockTokens : 1
  const objects = options.flatMap((option): CacheOption[] =>
    option.kind === 'explicit' ? [{ ...option, ttl: '5m', lifetimeMs: lifetimes['5m'] }, option] : [],
  )
  return {
    lifetimeMs: provider === 'openai' ? openAiLifetime(caching) : lifetimes['5m'],
    readTokens: options.length === 0 ? 0 : Math.floor(prefixTokens / blockTokens) * blockTokens,
    readRate: rates.cacheRead,
    objects,
  }
}

/** The product asks for the longest retention that a model offers. */
function openAiLifetime({ lifetimes: offered }: ModelCaching): number {
  return offered.includes('24h') ? lifetimes['24h'] : inMemoryMs
}
