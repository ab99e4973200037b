import type { ProviderId } from '../../../src-shared/entities.ts'
import type { ModelCaching } from '../../../src-shared/pricing/price-table.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'

/** How a vendor's cache behaves, as far as the ledger has to know. */
export interface CacheRules {
  /** Where something comes to be kept: at breakpoints alone, or at every block of what was sent. */
  readonly keeps: 'marked' | 'everything'
  /** How many blocks back from a breakpoint a kept prefix is found, the breakpoint's own block counted. */
  readonly lookbackBlocks: number
  /** Whether what one Space wrote can be read by that Space alone (requests are routed or kept apart by a key of the Space). */
  readonly isPerScope: boolean
  /** Whether the vendor promises the lifetime, so that an early loss is worth a word. */
  readonly isPromised: boolean
  /** Assumed where no lifetime is asked for, in milliseconds. */
  readonly standardLifetimeMs: number
}

const minute = 60_000

const lifetimes: Readonly<Record<CacheTtl, number>> = {
  '5m': 5 * minute,
  '30m': 30 * minute,
  '1h': 60 * minute,
  '12h': 720 * minute,
  '24h': 1_440 * minute,
}

/** Sources: Anthropic's and OpenAI's prompt-caching guides; the lifetime of automatic caches is the least that OpenAI names. */
const anthropicRules: CacheRules = {
  keeps: 'marked',
  lookbackBlocks: 20,
  isPerScope: false,
  isPromised: true,
  standardLifetimeMs: 5 * minute,
}
const openAiRules: CacheRules = {
  keeps: 'marked',
  lookbackBlocks: Infinity,
  isPerScope: true,
  isPromised: true,
  standardLifetimeMs: 30 * minute,
}
const automaticRules: CacheRules = {
  keeps: 'everything',
  lookbackBlocks: Infinity,
  isPerScope: false,
  isPromised: false,
  standardLifetimeMs: 5 * minute,
}

/** The rules of a provider's model; a model whose caching is unknown is taken to cache by itself, without a promise. */
export function cacheRulesFor(provider: ProviderId, caching: ModelCaching | undefined): CacheRules {
  const isMarked = caching?.control === 'breakpoints' || provider === 'anthropic' || provider === 'practice'
  if (!isMarked) return { ...automaticRules, isPerScope: provider === 'openai' }
  return provider === 'openai' ? openAiRules : anthropicRules
}

/** How long a lifetime is, in milliseconds. */
export function lifetimeOf(ttl: CacheTtl | undefined, rules: CacheRules): number {
  return ttl === undefined ? rules.standardLifetimeMs : lifetimes[ttl]
}
