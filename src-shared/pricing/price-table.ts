import { z } from 'zod'

const nanoDollarsPerToken = z.number().int().nonnegative()

const rates = z.object({
  input: nanoDollarsPerToken,
  cacheRead: nanoDollarsPerToken,
  /** Absent where the provider does not charge for writes: they then cost the input rate and nothing on top. */
  cacheWrite5m: nanoDollarsPerToken.optional(),
  cacheWrite1h: nanoDollarsPerToken.optional(),
  output: nanoDollarsPerToken,
})

/** Prices in nano-dollars a token ($1 per million tokens = 1,000), valid from a date, with an optional dearer tier for long prompts. */
export const priceSchema = rates.extend({
  effectiveFrom: z.iso.date(),
  /** When the whole input exceeds `inputTokens`, the entire request is billed at these rates. */
  tierAbove: rates.extend({ inputTokens: z.number().int().positive() }).optional(),
})

export const modelSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  contextTokens: z.number().int().positive(),
  maxOutputTokens: z.number().int().positive(),
  /** A prefix below this many tokens is silently not cached; absent when unknown. */
  minimumCacheableTokens: z.number().int().positive().optional(),
  source: z.string().min(1),
  checkedAt: z.iso.date(),
  prices: z.array(priceSchema),
})

/** The shipped facts about models: data in `resources/models.json`, validated at load, exact ids only. */
export const modelTableSchema = z.record(z.string(), z.object({ defaultModel: z.string(), models: z.array(modelSchema).min(1) }))

export type Rates = z.infer<typeof rates>
export type Price = z.infer<typeof priceSchema>
export type Model = z.infer<typeof modelSchema>
export type ModelTable = z.infer<typeof modelTableSchema>
