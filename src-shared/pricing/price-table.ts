import { z } from 'zod'
import { cacheTtlSchema } from '../run-event.ts'

const nanoDollarsPerToken = z.number().int().nonnegative()

const rates = z.object({
  input: nanoDollarsPerToken,
  cacheRead: nanoDollarsPerToken,
  /**
   * Absent where the provider does not charge for writes: they then cost the input rate and nothing on top.
   */
  cacheWrite5m: nanoDollarsPerToken.optional(),
  cacheWrite30m: nanoDollarsPerToken.optional(),
  cacheWrite1h: nanoDollarsPerToken.optional(),
  cacheWrite12h: nanoDollarsPerToken.optional(),
  /** For keeping an explicit cache: nano-dollars a token and hour. */
  storagePerHour: nanoDollarsPerToken.optional(),
  output: nanoDollarsPerToken,
})

/**
 * Prices in nano-dollars a token ($1 per million tokens = 1,000), valid from a date,
 * with an optional dearer tier for long prompts.
 */
export const priceSchema = rates.extend({
  effectiveFrom: z.iso.date(),
  /** When the whole input exceeds `inputTokens`, the entire request is billed at these rates. */
  tierAbove: rates.extend({ inputTokens: z.number().int().positive() }).optional(),
})

/**
 * What a model's vendor offers: who decides where a cached prefix ends (`breakpoints`: the request;
 * `automatic`: the vendor), the lifetimes that can be asked for (shortest first), whether explicit
 * cache objects exist, and how a prefix is kept warm.
 */
export const modelCachingSchema = z.object({
  control: z.enum(['breakpoints', 'automatic', 'none']),
  lifetimes: z.array(cacheTtlSchema).default([]),
  explicit: z.boolean().default(false),
  /**
   * Whether a request without output can write or refresh a prefix
   * (Anthropic `max_tokens: 0`, OpenAI `prewarm`).
   */
  prewarm: z.boolean().default(false),
})
export type ModelCaching = z.infer<typeof modelCachingSchema>

export const modelSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  contextTokens: z.number().int().positive(),
  maxOutputTokens: z.number().int().positive(),
  /** A prefix below this many tokens is silently not cached; absent when unknown. */
  minimumCacheableTokens: z.number().int().positive().optional(),
  /** Absent when unknown: then the provider's own cautious default holds. */
  caching: modelCachingSchema.optional(),
  /** Who serves it, for a model that is reached through a gateway: its caches behave as that vendor's. */
  vendor: z.string().optional(),
  source: z.string().min(1),
  checkedAt: z.iso.date(),
  prices: z.array(priceSchema),
})

/** Providers whose models only the person knows: none is shipped, and their default is the empty string. */
const withoutShippedModels = new Set(['openai-compatible'])

/** The shipped facts about models: data in `resources/models.json`, validated at load, exact ids only. */
export const modelTableSchema = z
  .record(z.string(), z.object({ defaultModel: z.string(), models: z.array(modelSchema) }))
  .superRefine((table, context) => {
    for (const [provider, { models }] of Object.entries(table)) {
      if (models.length === 0 && !withoutShippedModels.has(provider))
        context.addIssue({
          code: 'custom',
          message: 'A provider needs at least one model.',
          path: [provider, 'models'],
        })
    }
  })

export type Rates = z.infer<typeof rates>
export type Price = z.infer<typeof priceSchema>
export type Model = z.infer<typeof modelSchema>
export type ModelTable = z.infer<typeof modelTableSchema>
