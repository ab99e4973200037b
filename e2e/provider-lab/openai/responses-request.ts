import { z } from 'zod'
import { LabRefusal } from '../lab-protocol.ts'
import { breakpointSchema, responsesCacheOptions, type MarkedPlace } from './cache-fields.ts'
import { parseRequest } from './parse-request.ts'
import type { PromptMessage } from './to-pieces.ts'

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  prompt_cache_breakpoint: breakpointSchema,
})
const item = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]) })

/** The fields that the lab looks at. Others that the vendor has are taken. Source: SDK type `ResponseCreateParams`. */
const responsesRequestSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(item)]),
  instructions: z.string().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).default([]),
  max_output_tokens: z.number().int().min(16).nullish(),
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  service_tier: z.string().nullish(),
  text: z.looseObject({ format: z.unknown().optional(), verbosity: z.string().nullish() }).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  prompt_cache_key: z.string().max(64).nullish(),
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
  prompt_cache_options: responsesCacheOptions.optional(),
})

export type ResponsesRequest = z.infer<typeof responsesRequestSchema>

export const parseResponsesRequest = (bodyText: string): ResponsesRequest =>
  parseRequest(responsesRequestSchema, bodyText)

/** The messages of a request, `instructions` first. Throws a LabRefusal 400 for a part that its role cannot have. */
export function toMessages({
  input,
  instructions,
  prompt_cache_options: options,
}: ResponsesRequest): PromptMessage[] {
  const first =
    typeof instructions === 'string' ? [{ role: 'developer', parts: [{ text: instructions }] }] : []
  if (typeof input === 'string') return [...first, { role: 'user', parts: [{ text: input }] }]
  const standard = options?.ttl ?? '30m'
  return [
    ...first,
    ...input.map(({ role, content }, index): PromptMessage => {
      if (typeof content === 'string') return { role, parts: [{ text: content }] }
      return {
        role,
        parts: content.map(({ type, text = '', prompt_cache_breakpoint: breakpoint }, partIndex) => {
          checkPart(role, type, `input[${index}].content[${partIndex}]`)
          return { text, breakpoint: breakpoint ? (breakpoint.ttl ?? standard) : undefined }
        }),
      }
    }),
  ]
}

function checkPart(role: string, type: string, path: string): void {
  const taken =
    role === 'assistant' ? ['output_text', 'refusal'] : ['input_text', 'input_image', 'input_file']
  if (!taken.includes(type))
    throw new LabRefusal(
      400,
      `Invalid value: '${type}'. Supported values are: ${taken.map((name) => `'${name}'`).join(', ')}. (${path})`,
    )
}

/** Where breakpoints are, as the vendor's errors name the places. */
export function markedPlaces({ input }: ResponsesRequest): MarkedPlace[] {
  if (typeof input === 'string') return []
  return input.flatMap(({ content }, index) =>
    typeof content === 'string'
      ? []
      : content.flatMap(({ prompt_cache_breakpoint: mark }, part) =>
          mark ? [{ path: `input[${index}].content[${part}]`, ttl: mark.ttl }] : [],
        ),
  )
}
