import { z } from 'zod'
import type { TokenUsage } from '../../token-usage.ts'

/** Undefined when absent, null when what stands there is no count: then nothing may be concluded from it. */
const count = z
  .unknown()
  .optional()
  .transform((value): number | null | undefined =>
    value === undefined ? undefined : isCount(value) ? value : null,
  )

/** Source: SDK type `GenerateContentResponseUsageMetadata`. */
const usageSchema = z.object({
  promptTokenCount: count,
  cachedContentTokenCount: count,
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
  toolUsePromptTokenCount: count,
  totalTokenCount: count,
})
type Counts = z.infer<typeof usageSchema>

export interface UsageContext {
  /** Whether the answer is complete: only then is the output's count its last. */
  readonly isFinal: boolean
  readonly readsExplicitCache: boolean
}

/**
 * Gemini's usage in disjoint buckets: the prompt includes what was cached, tool results come on top, thoughts
 * are output. Gemini reports no writes. A count that contradicts the others is taken as not reported, and
 * what depends on it is unknown.
 */
export function fromGeminiUsage(raw: unknown, context: UsageContext): TokenUsage {
  const counts = usageSchema.safeParse(raw).data
  if (counts === undefined) return { raw }
  const read = cacheRead(counts, context)
  return {
    uncachedInputTokens: uncached(counts, read),
    cacheReadTokens: read,
    outputTokens: context.isFinal ? output(counts) : undefined,
    raw,
  }
}

/**
 * Gemini leaves out counts of 0, as the JSON form of Protocol Buffers does: beside a prompt count, no cached
 * count means that nothing was read. Not so for a request that named a cache: it reads at least that, so
 * nothing was reported.
 */
function cacheRead(
  { promptTokenCount: prompt, cachedContentTokenCount: cached }: Counts,
  { readsExplicitCache }: UsageContext,
): number | undefined {
  if (typeof cached === 'number') return typeof prompt === 'number' && cached > prompt ? undefined : cached
  return cached === undefined && typeof prompt === 'number' && !readsExplicitCache ? 0 : undefined
}

function uncached(
  { promptTokenCount: prompt, toolUsePromptTokenCount: toolUse = 0 }: Counts,
  read: number | undefined,
): number | undefined {
  if (typeof prompt !== 'number' || read === undefined || toolUse === null) return undefined
  return prompt - read + toolUse
}

/**
 * An answer without text and thoughts has neither count; only the total tells it from a count that is
 * missing.
 */
function output({
  promptTokenCount: prompt,
  candidatesTokenCount: candidates,
  thoughtsTokenCount: thoughts,
  toolUsePromptTokenCount: toolUse = 0,
  totalTokenCount: total,
}: Counts): number | undefined {
  if (candidates === null || thoughts === null) return undefined
  if (candidates !== undefined || thoughts !== undefined) return (candidates ?? 0) + (thoughts ?? 0)
  const isEmpty = typeof prompt === 'number' && toolUse !== null && total === prompt + toolUse
  return isEmpty ? 0 : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
