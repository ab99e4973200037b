import type { ModelCaching } from '../../pricing/price-table.ts'
import { cacheLifetimesMs, type CacheRules } from '../cache-rules.ts'

/** The caching that every Claude model offers so far. */
const claudeCaching: ModelCaching = {
  control: 'breakpoints',
  lifetimes: ['5m', '1h'],
  explicit: false,
  prewarm: true,
}

/** Undefined for another vendor's model behind this protocol, which may refuse breakpoints. */
export function cachingOfClaude(model: string): ModelCaching | undefined {
  return /claude/i.test(model) ? claudeCaching : undefined
}

/** Source: Anthropic's prompt-caching guide. */
export const anthropicCacheRules: CacheRules = {
  keeps: 'marked',
  lookbackBlocks: 20,
  isPerScope: false,
  isPromised: true,
  standardLifetimeMs: cacheLifetimesMs['5m'],
}
