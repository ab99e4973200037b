import { z } from 'zod'
import type { Model } from '../../../src-shared/pricing/price-table.ts'
import { LabRefusal } from '../lab-protocol.ts'
import type { BreakpointTtl, CacheRule } from './openai-cache.ts'

const lifetime = z.enum(['30m', '12h'])
export const breakpointSchema = z
  .strictObject({ mode: z.literal('explicit'), ttl: lifetime.optional() })
  .nullish()

const options = { mode: z.enum(['implicit', 'explicit']).optional() }
/** Source: SDK types `ResponseCreateParams.PromptCacheOptions` and `ChatCompletionCreateParams.PromptCacheOptions`. */
export const responsesCacheOptions = z.strictObject({
  ...options,
  ttl: lifetime.optional(),
  prewarm: z.boolean().optional(),
  comparison_response_id: z.string().nullish(),
})
export const chatCacheOptions = z.strictObject({ ...options, ttl: z.literal('30m').optional() })

/** The fields about caching of both APIs. */
export interface CacheFields {
  readonly prompt_cache_key?: string | null | undefined
  readonly prompt_cache_retention?: 'in_memory' | '24h' | null | undefined
  readonly prompt_cache_options?: z.infer<typeof responsesCacheOptions> | undefined
}

/** Where the request has a breakpoint, as the vendor's errors name the place. */
export interface MarkedPlace {
  readonly path: string
  readonly ttl: BreakpointTtl | undefined
}

/** How the model caches this request. Throws a LabRefusal 400 for a field that the model does not know, as the vendor does. */
export function toCacheRule(model: Model, fields: CacheFields, marked: readonly MarkedPlace[]): CacheRule {
  const control = model.caching?.control ?? 'none'
  if (control === 'breakpoints') {
    const { mode = 'implicit', ttl = '30m' } = fields.prompt_cache_options ?? {}
    return { kind: 'breakpoints', mode, ttl }
  }
  if (fields.prompt_cache_options !== undefined) throw unknownParameter('prompt_cache_options')
  const [first] = marked
  if (first !== undefined) throw unknownParameter(`${first.path}.prompt_cache_breakpoint`)
  if (control === 'none') {
    if (typeof fields.prompt_cache_key === 'string') throw unknownParameter('prompt_cache_key')
    return { kind: 'none' }
  }
  const retention = fields.prompt_cache_retention ?? 'in_memory'
  if (retention === '24h' && model.caching?.lifetimes.includes('24h') !== true)
    throw new LabRefusal(400, `prompt_cache_retention is not supported on this model: ${model.id}`)
  return { kind: 'automatic', retention }
}

function unknownParameter(name: string): LabRefusal {
  return new LabRefusal(400, `Unknown parameter: '${name}'.`)
}
