import { z } from 'zod'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'

/** A malformed count is one that was not reported; it must not hide the others. */
const count = z.number().int().nonnegative().optional().catch(undefined)

const inputDetails = z
  .looseObject({
    cached_tokens: count,
    cache_write_tokens: count,
    cache_write_tokens_details: z.looseObject({ ttl_30m_tokens: count, ttl_12h_tokens: count }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined)

/** Usage of a response. Source: SDK type `ResponseUsage`. */
const responsesUsageSchema = z.looseObject({ input_tokens: count, input_tokens_details: inputDetails, output_tokens: count })
/** Usage of a chat completion. Source: SDK type `CompletionUsage`. */
const chatUsageSchema = z.looseObject({ prompt_tokens: count, prompt_tokens_details: inputDetails, completion_tokens: count })

type InputDetails = z.infer<typeof inputDetails>
type WriteDetails = NonNullable<InputDetails>['cache_write_tokens_details']

/** Undefined for what is no usage at all. */
export function fromResponsesUsage(raw: unknown): TokenUsage | undefined {
  const usage = responsesUsageSchema.safeParse(raw)
  return usage.success ? toUsage(usage.data.input_tokens, usage.data.input_tokens_details, usage.data.output_tokens, raw) : undefined
}

/** Undefined for what is no usage at all, such as the null of a chunk before the last. */
export function fromChatUsage(raw: unknown): TokenUsage | undefined {
  const usage = chatUsageSchema.safeParse(raw)
  return usage.success ? toUsage(usage.data.prompt_tokens, usage.data.prompt_tokens_details, usage.data.completion_tokens, raw) : undefined
}

/**
 * OpenAI's input INCLUDES what was read and written. A count that contradicts it (more read or written than there was input)
 * is treated as not reported, so that the buckets stay disjoint and their sum stays the input.
 */
function toUsage(input: number | undefined, details: InputDetails, output: number | undefined, raw: unknown): TokenUsage {
  const room = input ?? Number.POSITIVE_INFINITY
  const read = within(details?.cached_tokens, room)
  const written = within(details?.cache_write_tokens ?? sumOf(details?.cache_write_tokens_details), room - (read ?? 0))
  return {
    uncachedInputTokens: input === undefined ? undefined : input - (read ?? 0) - (written ?? 0),
    cacheReadTokens: read,
    cacheWriteTokens: written === undefined ? undefined : splitWrites(written, details?.cache_write_tokens_details),
    outputTokens: output,
    raw,
  }
}

function within(tokens: number | undefined, room: number): number | undefined {
  return tokens === undefined || tokens > room ? undefined : tokens
}

function sumOf(split: WriteDetails): number | undefined {
  if (split?.ttl_30m_tokens === undefined && split?.ttl_12h_tokens === undefined) return undefined
  return (split.ttl_30m_tokens ?? 0) + (split.ttl_12h_tokens ?? 0)
}

/** Thirty minutes are the standard lifetime (`other`), as is what the total has beyond the split. */
function splitWrites(written: number, split: WriteDetails): TokenUsage['cacheWriteTokens'] {
  const twelveHours = split?.ttl_12h_tokens
  const isContradiction = (sumOf(split) ?? 0) > written
  return twelveHours === undefined || isContradiction ? { other: written } : { other: written - twelveHours, twelveHours }
}
