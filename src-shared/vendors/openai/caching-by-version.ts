import type { OpenAiApi } from '../../entities.ts'
import type { ModelCaching } from '../../pricing/price-table.ts'
import { cacheLifetimesMs, type CacheRules } from '../cache-rules.ts'

/** The rules of models with breakpoints. Source: OpenAI's prompt-caching guide. */
export const openAiCacheRules: CacheRules = {
  keeps: 'marked',
  lookbackBlocks: Infinity,
  isPerScope: true,
  isPromised: true,
  standardLifetimeMs: cacheLifetimesMs['30m'],
}

/**
 * What a model that the table does not know offers, by the version in its id, whatever follows it (`-terra`,
 * a date): breakpoints from 5.6 on, without which each run would write its own text. Undefined for an id
 * without a version. Source: SDK type `ResponseCreateParams.prompt_cache_options`.
 */
export function cachingByVersion(model: string, api: OpenAiApi): ModelCaching | undefined {
  const version = /^gpt-(\d+)(?:\.(\d+))?(?:-|$)/.exec(model)
  if (version === null) return undefined
  const [major, minor] = [Number(version[1]), Number(version[2] ?? 0)]
  const isNew = major > 5 || (major === 5 && minor >= 6)
  if (!isNew) return { control: 'automatic', lifetimes: [], explicit: false, prewarm: false }
  return {
    control: 'breakpoints',
    lifetimes: api === 'responses' ? ['30m', '12h'] : ['30m'],
    explicit: false,
    prewarm: api === 'responses',
  }
}
