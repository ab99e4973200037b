import { z } from 'zod'
import type { TokenUsage } from '../../token-usage.ts'
import { knownCount, reportedCountSchema as count, type ReportedCount } from '../reported-count.ts'

const writeSplit = z.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })

/**
 * Usage as `message_start` and `message_delta` carry it; counts may be null or missing. Source: SDK types
 * `Usage`, `MessageDeltaUsage`.
 */
export const anthropicUsageSchema = z.looseObject({
  input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: writeSplit.nullish().catch({ ephemeral_5m_input_tokens: 'malformed' }),
  output_tokens: count,
})

export type AnthropicUsage = z.infer<typeof anthropicUsageSchema>

/**
 * Lays the totals of `message_delta` over those of `message_start`. They are cumulative: null or less leaves
 * what was known.
 */
export function mergeAnthropicUsage(
  known: AnthropicUsage | undefined,
  later: AnthropicUsage,
): AnthropicUsage {
  const split = laidOver(known?.cache_creation ?? {}, later.cache_creation ?? {})
  return {
    ...laidOver(known ?? {}, later),
    ...(Object.keys(split).length === 0 ? {} : { cache_creation: split }),
  }
}

function laidOver<Counts extends object>(
  known: Readonly<Record<string, unknown>>,
  later: Counts,
): Partial<Counts> {
  const grown = Object.entries(later).flatMap(([name, value]: [string, unknown]) => {
    const before = known[name]
    if (value === null || value === undefined) return []
    return [[name, typeof before === 'number' && typeof value === 'number' ? Math.max(before, value) : value]]
  })
  return { ...known, ...Object.fromEntries(grown) } as Partial<Counts>
}

/**
 * Anthropic's `input_tokens` excludes what was read and written, so the input is known only with both. A
 * request with breakpoints (`hasMarks`) reads or writes: where a count of these is missing, the input is
 * unknown; without breakpoints a server that knows no caching reports all of it. Output counts only when the
 * answer is complete.
 */
export function fromAnthropicUsage(usage: AnthropicUsage, isFinal: boolean, hasMarks = false): TokenUsage {
  const outputTokens = isFinal ? knownCount(usage.output_tokens) : undefined
  const read = usage.cache_read_input_tokens ?? undefined
  const writes = cacheWrites(usage)
  // Not even the well-formed counts beside a malformed one tell what the cache did.
  if (read === 'malformed' || writes === 'malformed') return { outputTokens, raw: usage }
  const isWhole = !hasMarks || (read !== undefined && writes !== undefined)
  return {
    uncachedInputTokens: isWhole ? knownCount(usage.input_tokens) : undefined,
    cacheReadTokens: read,
    cacheWriteTokens: writes,
    outputTokens,
    raw: usage,
  }
}

/** The split by lifetime; what the total has beyond it (or without it) is of unknown lifetime. */
function cacheWrites({
  cache_creation_input_tokens: total,
  cache_creation: split,
}: AnthropicUsage): TokenUsage['cacheWriteTokens'] | 'malformed' {
  const parts = [split?.ephemeral_5m_input_tokens, split?.ephemeral_1h_input_tokens]
  if (total === 'malformed') return total
  if (total === null || total === undefined)
    return parts.includes('malformed') ? 'malformed' : splitWrites(parts)
  const rest = total - parts.reduce<number>((sum, part) => sum + (knownCount(part) ?? 0), 0)
  if (rest < 0) return { other: total }
  return rest > 0 ? { ...splitWrites(parts), other: rest } : (splitWrites(parts) ?? { other: total })
}

function splitWrites([fiveMinutes, oneHour]: readonly ReportedCount[]): TokenUsage['cacheWriteTokens'] {
  const known = { fiveMinutes: knownCount(fiveMinutes), oneHour: knownCount(oneHour) }
  return known.fiveMinutes === undefined && known.oneHour === undefined ? undefined : known
}
