import { z } from 'zod'
import { LabRefusal } from '../lab-protocol.ts'

const cacheControl = z
  .looseObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullish()
const block = z.looseObject({ type: z.string(), text: z.string().optional(), cache_control: cacheControl })
const content = z.union([z.string(), z.array(block)])

/** The parts of a Messages API request that the lab looks at; others are kept, as they are part of the prompt's bytes. */
const messageRequestSchema = z.looseObject({
  model: z.string(),
  max_tokens: z.number().int().nonnegative(),
  stream: z.boolean().optional(),
  system: content.optional(),
  tools: z.array(z.looseObject({ name: z.string().optional(), cache_control: cacheControl })).optional(),
  tool_choice: z.looseObject({ type: z.string() }).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  output_config: z.looseObject({}).nullish(),
  speed: z.string().nullish(),
  cache_control: cacheControl,
  diagnostics: z.object({ previous_message_id: z.string().nullish() }).nullish(),
  messages: z.array(z.looseObject({ role: z.string(), content })).min(1),
})

export type MessageRequest = z.infer<typeof messageRequestSchema>
export type ContentBlock = z.infer<typeof block>

const countRequestSchema = messageRequestSchema.extend({
  max_tokens: z.number().int().nonnegative().default(1),
})

/** Parses a request for a message. Throws a LabRefusal 400 that names the first wrong field, as the vendor does. */
export function parseMessageRequest(bodyText: string): MessageRequest {
  return parseWith(messageRequestSchema, bodyText)
}

/** Parses a request for a count of tokens, which has no `max_tokens`. */
export function parseCountRequest(bodyText: string): MessageRequest {
  return parseWith(countRequestSchema, bodyText)
}

function parseWith(schema: z.ZodType<MessageRequest>, bodyText: string): MessageRequest {
  const parsed = schema.safeParse(parseJson(bodyText))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('undefined')
  throw new LabRefusal(
    400,
    `${issue?.path.join('.') ?? 'body'}: ${isMissing ? 'Field required' : (issue?.message ?? 'Invalid')}`,
  )
}

function parseJson(bodyText: string): unknown {
  try {
    return JSON.parse(bodyText)
  } catch {
    throw new LabRefusal(400, 'The request body is not valid JSON')
  }
}
