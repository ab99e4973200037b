import type { ProviderId } from '../entities.ts'
import type { ModelCaching } from '../pricing/price-table.ts'
import { anthropicCacheRules } from './anthropic/claude-caching.ts'
import { cacheLifetimesMs, type CacheRules } from './cache-rules.ts'
import { openAiCacheRules } from './openai/caching-by-version.ts'

/** Caches without breakpoints; their lifetime is the least that OpenAI's prompt-caching guide names. */
const automaticRules: CacheRules = {
  keeps: 'everything',
  lookbackBlocks: Infinity,
  isPerScope: false,
  isPromised: false,
  standardLifetimeMs: cacheLifetimesMs['5m'],
}

/** The rules of a provider's model; unknown caching is taken to be automatic, without a promise. */
export function cacheRulesFor(provider: ProviderId, caching: ModelCaching | undefined): CacheRules {
  const isMarked = caching?.control === 'breakpoints' || provider === 'anthropic' || provider === 'practice'
  if (!isMarked) return { ...automaticRules, isPerScope: provider === 'openai' }
  return provider === 'openai' ? openAiCacheRules : anthropicCacheRules
}
