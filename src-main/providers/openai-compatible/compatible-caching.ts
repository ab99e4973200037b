import type { EndpointProfile } from '../../../src-shared/entities.ts'
import type { ModelCaching } from '../../../src-shared/pricing/price-table.ts'

const common = { explicit: false, prewarm: false }

/**
 * What an endpoint offers for a model: OpenRouter passes Anthropic's breakpoints on and lets
 * its other vendors cache by themselves. Undefined where nothing can be asked for or is
 * reported. Source: OpenRouter's guide to prompt caching.
 */
export function compatibleCaching(model: string, profile: EndpointProfile): ModelCaching | undefined {
  if (profile !== 'openrouter') return undefined
  return /^~?anthropic\//.test(model)
    ? { control: 'breakpoints', lifetimes: ['5m', '1h'], ...common }
    : { control: 'automatic', lifetimes: [], ...common }
}
