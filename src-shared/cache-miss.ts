import { z } from 'zod'

/**
 * Why a run did not read all of its prefix from the cache:
 * - `cold`: this prefix, or the end of its conversation, was not sent before or not kept then.
 * - `new_turns`: the conversation went on; what is new in it could not have been read.
 * - `expired`: it was, longer ago than it was kept for; told also when it
 *   was edited since, which is then in the detail.
 * - `segment_changed`: something in the prefix is not what it was;
 *   which one, and from which byte, is in the detail.
 * - `below_minimum`: the prefix is shorter than the model caches.
 * - `model_switched`: the last run on this Space used another model, and caches belong to one model.
 * - `parallel_cold_start`: another run was writing the same prefix at that
 *   moment; it becomes readable when its answer begins.
 * - `not_marked`: Rephlo decided not to cache, because it would have cost more than it saved.
 * - `not_reported`: the provider did not say what it cached.
 * - `unexplained`: all was as before and still kept; the vendor dropped it early.
 */
export const missReasons = [
  'cold',
  'new_turns',
  'expired',
  'segment_changed',
  'below_minimum',
  'model_switched',
  'parallel_cold_start',
  'not_marked',
  'not_reported',
  'unexplained',
] as const
export const missReasonSchema = z.enum(missReasons)
export type MissReason = z.infer<typeof missReasonSchema>

/** The reason with what is known about it. */
export const cacheMissSchema = z.object({
  reason: missReasonSchema,
  /** The first segment that changed. */
  segment: z.enum(['tools', 'system', 'space', 'conversation']).optional(),
  /** The document, tool or turn that changed, as a person calls it. */
  label: z.string().optional(),
  /**
   * Bytes (UTF-8) of the prefix before the first difference: exact to the block, and within it to 32 bytes
   * (rounded down) where its fingerprint is known.
   */
  unchangedBytes: z.number().int().nonnegative().optional(),
  /** What the vendor's own diagnostics said, in its words, such as `system_changed`. */
  vendorReason: z.string().optional(),
  /** One sentence for a person. */
  message: z.string(),
})
export type CacheMiss = z.infer<typeof cacheMissSchema>
