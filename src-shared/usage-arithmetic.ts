import type { CacheStatus, TokenUsage } from './token-usage.ts'

/** Tokens written to the cache over all lifetimes; undefined when the provider reported no writes at all. */
export function cacheWriteTotal(usage: TokenUsage): number | undefined {
  const writes = usage.cacheWriteTokens
  if (writes === undefined) return undefined
  return (writes.fiveMinutes ?? 0) + (writes.oneHour ?? 0) + (writes.twelveHours ?? 0) + (writes.other ?? 0)
}

/** All input tokens: uncached + read + written. Undefined when even the uncached part was not reported. */
export function totalInputTokens(usage: TokenUsage): number | undefined {
  if (usage.uncachedInputTokens === undefined) return undefined
  return usage.uncachedInputTokens + (usage.cacheReadTokens ?? 0) + (cacheWriteTotal(usage) ?? 0)
}

/** Whether the provider said anything about its cache (a reported 0 counts as saying so). */
export function reportsCache(usage: TokenUsage): boolean {
  return usage.cacheReadTokens !== undefined || usage.cacheWriteTokens !== undefined
}

/** A count as a provider reported it: a whole number from 0 up. Anything else (negative, fractional, text, NaN) counts as not reported. */
export function reportedCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/**
 * What is left of a total that includes its parts, as with OpenAI's `prompt_tokens` and Gemini's `promptTokenCount`. Undefined
 * when the total was not reported, or when the parts exceed it: then the report contradicts itself.
 */
export function uncachedRemainder(total: number | undefined, ...parts: (number | undefined)[]): number | undefined {
  if (total === undefined) return undefined
  return reportedCount(parts.reduce<number>((left, part) => left - (part ?? 0), total))
}

/** Usage of unknown quality in the normal form: each malformed count becomes "not reported", and the rest is kept. `raw` stays as it is. */
export function sanitiseUsage(usage: Readonly<Record<string, unknown>>): TokenUsage {
  const writes = usage.cacheWriteTokens
  return withoutAbsent({
    uncachedInputTokens: reportedCount(usage.uncachedInputTokens),
    cacheReadTokens: reportedCount(usage.cacheReadTokens),
    cacheWriteTokens: typeof writes === 'object' && writes !== null ? sanitiseWrites({ ...writes }) : undefined,
    outputTokens: reportedCount(usage.outputTokens),
    raw: usage.raw,
  })
}

function sanitiseWrites(writes: Readonly<Record<string, unknown>>): TokenUsage['cacheWriteTokens'] {
  const counts = withoutAbsent({
    fiveMinutes: reportedCount(writes.fiveMinutes),
    oneHour: reportedCount(writes.oneHour),
    twelveHours: reportedCount(writes.twelveHours),
    other: reportedCount(writes.other),
  })
  // No usable count is no report: an empty object would read as "reported no writes".
  return Object.keys(counts).length === 0 ? undefined : counts
}

function withoutAbsent<Fields extends object>(fields: Fields): Partial<Fields> {
  const kept: Partial<Fields> = { ...fields }
  for (const key in kept) if (kept[key] === undefined) Reflect.deleteProperty(kept, key)
  return kept
}

/** Derives the cache status from what was reported; `local` is not derived: then no provider was asked. */
export function cacheStatusOf(usage: TokenUsage | undefined): CacheStatus {
  if (usage === undefined || !reportsCache(usage)) return 'unknown'
  const read = (usage.cacheReadTokens ?? 0) > 0
  const written = (cacheWriteTotal(usage) ?? 0) > 0
  if (read) return written ? 'partial' : 'hit'
  return written ? 'write' : 'miss'
}
