import { z } from 'zod'
import type { VendorDiagnosis } from '../provider.ts'

/**
 * Source: SDK types `Diagnostics` and `CacheMissReason`. Reasons are kept as they come, because they may
 * grow.
 */
export const diagnosticsSchema = z
  .object({
    cache_miss_reason: z
      .object({
        type: z.string().min(1),
        cache_missed_input_tokens: z.number().int().nonnegative().nullish().catch(undefined),
      })
      .nullish(),
  })
  .nullish()
  .catch(undefined)

/**
 * Why the vendor thinks that the cache was missed. Undefined when it says nothing: not asked, no divergence,
 * or a comparison that had not ended. It compares whole requests, so another question after the same prefix
 * is `messages_changed`.
 */
export function readDiagnosis(diagnostics: unknown): VendorDiagnosis | undefined {
  const reason = diagnosticsSchema.parse(diagnostics)?.cache_miss_reason
  if (reason === null || reason === undefined) return undefined
  return { reason: reason.type, missedTokens: reason.cache_missed_input_tokens ?? undefined }
}
