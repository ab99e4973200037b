import { z } from 'zod'

/**
 * A count in a vendor's report: null or absent when it was not reported, `malformed` when what stands there
 * is no count (negative, fractional, text). Then nothing that depends on it may be concluded, and it must not
 * hide the other counts.
 */
export const reportedCountSchema = z
  .union([z.number().int().nonnegative(), z.literal('malformed')])
  .nullish()
  .catch('malformed')
export type ReportedCount = z.infer<typeof reportedCountSchema>

/** The count where there is one. */
export function knownCount(count: ReportedCount): number | undefined {
  return typeof count === 'number' ? count : undefined
}
