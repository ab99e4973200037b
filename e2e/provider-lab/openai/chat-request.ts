import { z } from 'zod'
import { LabRefusal } from '../lab-protocol.ts'
import { breakpointSchema, chatCacheOptions, type MarkedPlace } from './cache-fields.ts'
import { parseRequest } from './parse-request.ts'
import type { PromptMessage } from './to-pieces.ts'

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  prompt_cache_breakpoint: breakpointSchema,
})
const message = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() })

/** The fields that the lab looks at. Others that the vendor has are taken. Source: SDK type `ChatCompletionCreateParams`. */
const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(z.looseObject({ type: z.string() })).default([]),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.unknown().optional(),
  reasoning_effort: z.string().nullish(),
  verbosity: z.string().nullish(),
  prompt_cache_key: z.string().max(64).nullish(),
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
  prompt_cache_options: chatCacheOptions.optional(),
})

export type ChatRequest = z.infer<typeof chatRequestSchema>

export const parseChatRequest = (bodyText: string): ChatRequest => parseRequest(chatRequestSchema, bodyText)

export function toMessages({ messages }: ChatRequest): PromptMessage[] {
  return messages.map(({ role, content }) => {
    if (typeof content === 'string' || content === null || content === undefined)
      return { role, parts: [{ text: content ?? '' }] }
    return {
      role,
      parts: content.map(({ text = '', prompt_cache_breakpoint: breakpoint }) => ({
        text,
        breakpoint: breakpoint ? (breakpoint.ttl ?? '30m') : undefined,
      })),
    }
  })
}

/** Many servers besides OpenAI's take neither lists of parts nor the newer role. Throws a LabRefusal 400. */
export function checkPlain({ messages }: ChatRequest): void {
  for (const [index, { role, content }] of messages.entries()) {
    if (Array.isArray(content)) throw new LabRefusal(400, `messages[${index}].content: expected a string`)
    if (role === 'developer') throw new LabRefusal(400, `messages[${index}].role: unexpected role developer`)
  }
}

/** Where breakpoints are, as the vendor's errors name the places. */
export function markedPlaces({ messages }: ChatRequest): MarkedPlace[] {
  return messages.flatMap(({ content }, index) =>
    Array.isArray(content)
      ? content.flatMap(({ prompt_cache_breakpoint: mark }, part) =>
          mark ? [{ path: `messages[${index}].content[${part}]`, ttl: mark.ttl }] : [],
        )
      : [],
  )
}
