import { z } from 'zod'
import type { RefusalFacts } from './gateway-vendor.ts'

const longestWaitSeconds = 24 * 60 * 60

/** Source: `ApiErrorBody`. */
const refusalSchema = z.looseObject({
  balance: z.number().int().optional().catch(undefined),
  retryAfter: z.number().nonnegative().max(longestWaitSeconds).optional().catch(undefined),
})

/** The facts beside the error in a refusal's body; none in what is no such body. */
export function readRefusal(body: unknown): RefusalFacts {
  const parsed = refusalSchema.safeParse(body)
  if (!parsed.success) return {}
  const { balance, retryAfter } = parsed.data
  return { balance, ...(retryAfter === undefined ? {} : { retryAfterMs: Math.ceil(retryAfter * 1000) }) }
}
