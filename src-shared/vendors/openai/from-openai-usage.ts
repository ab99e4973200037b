import { z } from 'zod'
import type { TokenUsage } from '../../token-usage.ts'
import { knownCount, reportedCountSchema as count, type ReportedCount } from '../reported-count.ts'

const writeDetails = z.looseObject({ ttl_30m_tokens: count, ttl_12h_tokens: count })

const inputDetails = z
  .looseObject({
    cached_tokens: count,
    cache_write_tokens: count,
    cache_write_tokens_details: writeDetails.nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined)

/** Usage of a response. Source: SDK type `ResponseUsage`. */
const responsesUsageSchema = z.looseObject({
  input_tokens: count,
  input_tokens_details: inputDetails,
  output_tokens: count,
})
/** Usage of a chat completion. Source: SDK type `CompletionUsage`. */
const chatUsageSchema = z.looseObject({
  prompt_tokens: count,
  prompt_tokens_details: inputDetails,
  completion_tokens: count,
})

type InputDetails = z.infer<typeof inputDetails>
type WriteDetails = NonNullable<InputDetails>['cache_write_tokens_details']

/** Undefined for what is no usage at all. */
export function fromResponsesUsage(raw: unknown): TokenUsage | undefined {
  const usage = responsesUsageSchema.safeParse(raw)
  return usage.success
    ? toUsage(usage.data.input_tokens, usage.data.input_tokens_details, usage.data.output_tokens, raw)
    : undefined
}

/** Undefined for what is no usage at all, such as the null of a chunk before the last. */
export function fromChatUsage(raw: unknown): TokenUsage | undefined {
  const usage = chatUsageSchema.safeParse(raw)
  return usage.success
    ? toUsage(usage.data.prompt_tokens, usage.data.prompt_tokens_details, usage.data.completion_tokens, raw)
    : undefined
}

/**
 * OpenAI's input INCLUDES what was read and written. Where one of these is malformed, or they are more than
 * there was input, the report tells nothing about the input, so that the buckets stay disjoint and their sum
 * stays the input.
 */
function toUsage(
  input: ReportedCount,
  details: InputDetails,
  output: ReportedCount,
  raw: unknown,
): TokenUsage {
  const outputTokens = knownCount(output)
  const read = details?.cached_tokens ?? undefined
  const written = details?.cache_write_tokens ?? sumOf(details?.cache_write_tokens_details)
  if (read === 'malformed' || written === 'malformed') return { outputTokens, raw }
  const uncached = (knownCount(input) ?? Number.POSITIVE_INFINITY) - (read ?? 0) - (written ?? 0)
  if (uncached < 0) return { outputTokens, raw }
  return {
    uncachedInputTokens: Number.isFinite(uncached) ? uncached : undefined,
    cacheReadTokens: read,
    cacheWriteTokens:
      written === undefined ? undefined : splitWrites(written, details?.cache_write_tokens_details),
    outputTokens,
    raw,
  }
}

function sumOf(split: WriteDetails): number | 'malformed' | undefined {
  const parts = [split?.ttl_30m_tokens ?? undefined, split?.ttl_12h_tokens ?? undefined].filter(
    (part) => part !== undefined,
  )
  if (parts.length === 0) return undefined
  return parts.reduce((sum, part) => (sum === 'malformed' || part === 'malformed' ? 'malformed' : sum + part))
}

/** Thirty minutes are the standard lifetime (`other`), as is what the total has beyond the split. */
function splitWrites(written: number, split: WriteDetails): TokenUsage['cacheWriteTokens'] {
  const twelveHours = knownCount(split?.ttl_12h_tokens)
  const sum = (knownCount(split?.ttl_30m_tokens) ?? 0) + (twelveHours ?? 0)
  return twelveHours === undefined || sum > written
    ? { other: written }
    : { other: written - twelveHours, twelveHours }
}
