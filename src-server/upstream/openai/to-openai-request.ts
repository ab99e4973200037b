import type { UpstreamCall } from '../upstream.ts'
import { checkPriceable } from './check-priceable.ts'
import { translateCacheControl } from './translate-cache-control.ts'

/** What is sent: the client's body, with what the gateway decides in place of what it said. */
export type OpenAiBody = Readonly<Record<string, unknown>>

/**
 * OpenAI's models from 5 on refuse the older name of the limit; older ones, and
 * what operators add, know the one that was used.
 */
const refusesOldLimit = /^(?:gpt-(?:[5-9]|\d\d)|o\d)/

/**
 * The request body for Chat Completions. Everything passes as it came, unknown fields and bytes of texts too,
 * but for the model's id, the limit that the credits cover, the fields of streaming, and Anthropic's
 * `cache_control`, which OpenAI refuses. Throws ApiError 400 for what has no price.
 */
export function toOpenAiRequest(
  { model, body, maxOutputTokens }: Pick<UpstreamCall, 'model' | 'body' | 'maxOutputTokens'>,
  isStreaming: boolean,
): OpenAiBody {
  checkPriceable(body)
  const isOldName = typeof body.max_tokens === 'number' && !refusesOldLimit.test(model.id)
  // What is undefined is not written.
  return {
    ...body,
    ...translateCacheControl(body, model.caching?.control === 'breakpoints'),
    model: model.id,
    max_tokens: isOldName ? maxOutputTokens : undefined,
    max_completion_tokens: isOldName ? undefined : maxOutputTokens,
    stream: isStreaming ? true : undefined,
    stream_options: isStreaming ? { ...body.stream_options, include_usage: true } : undefined,
  }
}
