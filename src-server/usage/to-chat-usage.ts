import type { ChatUsage } from '../../src-shared/dedicated-api/chat-answer.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { cacheWriteTotal, totalInputTokens } from '../../src-shared/usage-arithmetic.ts'

type Fields = Readonly<Record<string, unknown>>

/** Counts that are answered from the buckets, never from the vendor's own words. */
const ownDetails = new Set(['cached_tokens', 'cache_write_tokens'])

/**
 * Usage as clients get it: `prompt_tokens` is the whole input for every vendor. A count that the vendor did
 * not report is absent, never 0; undefined when input or output is unknown, for OpenAI's clients expect both.
 */
export function toChatUsage(usage: TokenUsage): ChatUsage | undefined {
  const input = totalInputTokens(usage)
  const output = usage.outputTokens
  if (input === undefined || output === undefined) return undefined
  const written = cacheWriteTotal(usage)
  const raw = fieldsOf(usage.raw)
  const completionDetails = raw === undefined ? undefined : completionDetailsOf(raw)
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: promptDetails(
      usage.cacheReadTokens,
      written,
      fieldsOf(raw?.prompt_tokens_details),
    ),
    ...(completionDetails === undefined ? undefined : { completion_tokens_details: completionDetails }),
    ...(written === undefined ? undefined : { cache_creation_input_tokens: written }),
    ...(usage.cacheReadTokens === undefined ? undefined : { cache_read_input_tokens: usage.cacheReadTokens }),
    ...splitByLifetime(usage.cacheWriteTokens),
  }
}

/** The counts of the cache, beside what else OpenAI tells (such as audio). */
function promptDetails(
  read: number | undefined,
  written: number | undefined,
  vendor: Fields | undefined,
): ChatUsage['prompt_tokens_details'] {
  const details: Record<string, unknown> = {}
  if (read !== undefined) details.cached_tokens = read
  if (written !== undefined) details.cache_write_tokens = written
  if (vendor !== undefined)
    for (const name of Object.keys(vendor)) if (!ownDetails.has(name)) details[name] = vendor[name]
  return details
}

function splitByLifetime(
  writes: TokenUsage['cacheWriteTokens'],
): Pick<ChatUsage, 'cache_creation'> | undefined {
  const fiveMinutes = writes?.fiveMinutes
  const oneHour = writes?.oneHour
  if (fiveMinutes === undefined && oneHour === undefined) return undefined
  return {
    cache_creation: {
      ...(fiveMinutes === undefined ? undefined : { ephemeral_5m_input_tokens: fiveMinutes }),
      ...(oneHour === undefined ? undefined : { ephemeral_1h_input_tokens: oneHour }),
    },
  }
}

/**
 * OpenAI's details as they are; the thinking that Anthropic and Gemini count
 * under names of their own as `reasoning_tokens`.
 */
function completionDetailsOf(raw: Fields): Fields | undefined {
  const details = fieldsOf(raw.completion_tokens_details)
  if (details !== undefined) return details
  const thought = fieldsOf(raw.output_tokens_details)?.thinking_tokens ?? raw.thoughtsTokenCount
  return typeof thought === 'number' ? { reasoning_tokens: thought } : undefined
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}
