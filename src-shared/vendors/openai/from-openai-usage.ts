import { z } from 'zod'
import type { TokenUsage } from '../../token-usage.ts'
import { knownCount, reportedCountSchema as count, type ReportedCount } from '../reported-count.ts'

const writeDetails = z.looseObject({ ttl_30m_tokens: count, ttl_12h_tokens: count })

const inputDetails = z
  .looseObject({
    cached_tokens: count,
    cache_write_tokens: count,
    cache_creation_tokens: count,
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
/**
 * Usage of a chat completion. Source: SDK type `CompletionUsage`; beside it stand the cache counts of
 * DeepSeek (hits), Moonshot (`cached_tokens`), and of gateways that keep Anthropic's names.
 */
const chatUsageSchema = z.looseObject({
  prompt_tokens: count,
  prompt_tokens_details: inputDetails,
  completion_tokens: count,
  prompt_cache_hit_tokens: count,
  cached_tokens: count,
  num_cached_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
})

type InputDetails = z.infer<typeof inputDetails>
type WriteDetails = NonNullable<InputDetails>['cache_write_tokens_details']

/** What a report says, wherever it says it. */
interface Counts {
  readonly input: ReportedCount
  readonly output: ReportedCount
  readonly details: InputDetails
  /** Counts of what was read and written that stand beside the details. */
  readonly reads: readonly ReportedCount[]
  readonly writes: readonly ReportedCount[]
}

/** Undefined for what is no usage at all. */
export function fromResponsesUsage(raw: unknown): TokenUsage | undefined {
  const usage = responsesUsageSchema.safeParse(raw).data
  if (usage === undefined) return undefined
  const { input_tokens: input, input_tokens_details: details, output_tokens: output } = usage
  return toUsage({ input, output, details, reads: [], writes: [] }, raw)
}

/** Undefined for what is no usage at all, such as the null of a chunk before the last. */
export function fromChatUsage(raw: unknown): TokenUsage | undefined {
  const usage = chatUsageSchema.safeParse(raw).data
  if (usage === undefined) return undefined
  const counts: Counts = {
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    details: usage.prompt_tokens_details,
    reads: [
      usage.prompt_cache_hit_tokens,
      usage.cached_tokens,
      usage.num_cached_tokens,
      usage.cache_read_input_tokens,
    ],
    writes: [usage.cache_creation_input_tokens],
  }
  return toUsage(counts, raw)
}

/**
 * OpenAI's input INCLUDES what was read and written. Where one of these is malformed, or they are more than
 * there was input, the report tells nothing about the input, so that the buckets stay disjoint and their sum
 * stays the input. No prompt has 0 tokens: servers that do not count say so.
 */
function toUsage({ input, output, details, reads, writes }: Counts, raw: unknown): TokenUsage {
  if (input === 0) return { outputTokens: output === 0 ? undefined : knownCount(output), raw }
  const outputTokens = knownCount(output)
  const read = largestOf([details?.cached_tokens, ...reads])
  const written =
    largestOf([details?.cache_write_tokens, details?.cache_creation_tokens, ...writes]) ??
    sumOf(details?.cache_write_tokens_details)
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

/** The same count, told in several places: some are filled with 0. */
function largestOf(counts: readonly ReportedCount[]): number | 'malformed' | undefined {
  const told = counts.filter((value) => value !== null && value !== undefined)
  if (told.includes('malformed')) return 'malformed'
  return told.length === 0 ? undefined : Math.max(...told.filter((value) => value !== 'malformed'))
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
