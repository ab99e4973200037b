import { cachingFields, type CachingLevel } from '../../../src-shared/caching-config.ts'
import type { ResolvedCachingConfig } from './resolve-caching-config.ts'

/**
 * The one line that a run writes to the log: what holds for its model, and which level each part came from.
 */
export function describeCachingChoice({ model, config, sources }: ResolvedCachingConfig): string {
  const state = config.enabled ? 'enabled' : 'disabled'
  const choices = [
    `system=${config.cache_system_message}`,
    `user_prefix=${config.cache_user_prefix}`,
    `retention=${config.cache_retention}`,
    `threshold=${config.cache_threshold_tokens}`,
    `auto_detect=${config.auto_detect_cacheable}`,
  ]
  const bySource = new Map<CachingLevel, string[]>()
  for (const field of cachingFields)
    bySource.set(sources[field], [...(bySource.get(sources[field]) ?? []), field])
  const origins = [...bySource].map(([source, fields]) =>
    bySource.size === 1 ? source : `${source}: ${fields.join(' ')}`,
  )
  // A model's name may come from a person: it stays on its line.
  return (
    `Prompt caching ${state} for model ${JSON.stringify(model)}: ${choices.join(', ')} ` +
    `(from ${origins.join('; ')})`
  )
}
