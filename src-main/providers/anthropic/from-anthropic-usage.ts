import { z } from 'zod'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'

/** A malformed count is one that was not reported; it must not hide the others. */
const count = z.number().int().nonnegative().nullish().catch(undefined)

/** Usage as `message_start` and `message_delta` carry it; counts may be null or missing. Source: SDK types `Usage`, `MessageDeltaUsage`. */
export const anthropicUsageSchema = z.looseObject({
  input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: z.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }).nullish(),
  output_tokens: count,
})

export type AnthropicUsage = z.infer<typeof anthropicUsageSchema>

/** Lays the cumulative totals of `message_delta` over those of `message_start`: null leaves what was known. */
export function mergeAnthropicUsage(known: AnthropicUsage | undefined, later: AnthropicUsage): AnthropicUsage {
  const split = { ...known?.cache_creation, ...reported(later.cache_creation ?? {}) }
  return { ...known, ...reported(later), ...(Object.keys(split).length === 0 ? {} : { cache_creation: split }) }
}

function reported<Counts extends object>(counts: Counts): Partial<Counts> {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== null && value !== undefined)) as Partial<Counts>
}

/** Anthropic's `input_tokens` excludes cached tokens already. Output counts only when the answer is complete. */
export function fromAnthropicUsage(usage: AnthropicUsage, isFinal: boolean): TokenUsage {
  return {
    uncachedInputTokens: usage.input_tokens ?? undefined,
    cacheReadTokens: usage.cache_read_input_tokens ?? undefined,
    cacheWriteTokens: cacheWrites(usage),
    outputTokens: isFinal ? (usage.output_tokens ?? undefined) : undefined,
    raw: usage,
  }
}

/** The split by lifetime; what the total has beyond it (or without it) is of unknown lifetime. */
function cacheWrites(usage: AnthropicUsage): TokenUsage['cacheWriteTokens'] {
  const total = usage.cache_creation_input_tokens ?? undefined
  if (usage.cache_creation === null || usage.cache_creation === undefined) return total === undefined ? undefined : { other: total }
  const fiveMinutes = usage.cache_creation.ephemeral_5m_input_tokens ?? undefined
  const oneHour = usage.cache_creation.ephemeral_1h_input_tokens ?? undefined
  const split = (fiveMinutes ?? 0) + (oneHour ?? 0)
  if (total === undefined || total === split) return { fiveMinutes, oneHour }
  return total > split ? { fiveMinutes, oneHour, other: total - split } : { other: total }
}
