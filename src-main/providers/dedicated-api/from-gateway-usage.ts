import { z } from 'zod'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { knownCount, reportedCountSchema as count } from '../../../src-shared/vendors/reported-count.ts'

/** Source: `ChatUsage.cache_creation`. */
const creationSchema = z.looseObject({
  cache_creation: z.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
})

/**
 * Usage as OpenAI's fields tell it, with the writes split by lifetime where the gateway tells these apart.
 */
export function withLifetimes(usage: TokenUsage): TokenUsage {
  const creation = creationSchema.safeParse(usage.raw)
  const written = cacheWriteTotal(usage)
  if (!creation.success || written === undefined) return usage
  const fiveMinutes = knownCount(creation.data.cache_creation.ephemeral_5m_input_tokens)
  const oneHour = knownCount(creation.data.cache_creation.ephemeral_1h_input_tokens)
  const other = written - (fiveMinutes ?? 0) - (oneHour ?? 0)
  if (other < 0) return usage
  return { ...usage, cacheWriteTokens: { fiveMinutes, oneHour, ...(other === 0 ? {} : { other }) } }
}
