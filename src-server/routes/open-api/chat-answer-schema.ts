import { z } from 'zod'

const count = z.int().nonnegative()
const finishReason = z.enum(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']).nullable()

/** `ChatUsage` for the document: a count that the vendor did not report is absent. */
const usage = z.looseObject({
  prompt_tokens: count.describe('All input, cached or not, for every vendor.'),
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.looseObject({
    cached_tokens: count.optional().describe('Read from the vendor’s cache.'),
    cache_write_tokens: count.optional().describe('Written to it.'),
  }),
  completion_tokens_details: z.looseObject({ reasoning_tokens: count.optional() }).optional(),
  cache_creation_input_tokens: count.optional(),
  cache_read_input_tokens: count.optional(),
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: count.optional(), ephemeral_1h_input_tokens: count.optional() })
    .optional()
    .describe('Writes by lifetime, where the vendor tells them apart.'),
})

const credits = z.object({
  charged: count,
  balance: count.describe('What is left to spend.'),
  uncached: count.optional().describe('What the same tokens would have been charged without prompt caching.'),
})

const metadata = z.object({
  cached: z.boolean().describe('Whether the answer was kept from an earlier call: then nothing is charged.'),
  provider: z.string(),
  request_id: z.string(),
  credits: credits.optional(),
  estimated: z
    .boolean()
    .optional()
    .describe('True when the vendor reported no usage, so that the charge is an estimate.'),
  max_tokens_limited_to: count
    .optional()
    .describe('The limit that the balance allowed, when it was lower than what the answer could have had.'),
})

const thinkingBlocks = z
  .array(z.looseObject({ type: z.string() }))
  .optional()
  .describe(
    'What Anthropic thought, as it came: send it back with the message before the results of its tool calls.',
  )
const reasoning = z.string().optional().describe('What the model thought, as text.')
const googleExtra = z
  .looseObject({})
  .optional()
  .describe('What Gemini wants back with a tool call: send the call back as it came.')
const extensions = {
  ignored_parameters: z
    .array(z.string())
    .optional()
    .describe('Fields of the request that the vendor has nothing for, and that were left out.'),
  diagnostics: z.unknown().optional().describe('Why Anthropic’s cache was missed, where the request asked.'),
}

/** Source: `finishReasonOf`. */
const nativeEnd =
  'The vendor’s own word for why the answer ended. Beside `length`, one that names no limit (`pause_turn`, ' +
  '`OTHER`, `error`) tells that the answer is not complete.'

const toolCall = z.looseObject({
  id: z.string(),
  type: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
  extra_content: googleExtra,
})

const message = z.looseObject({
  role: z.literal('assistant'),
  content: z.string().nullable(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCall).optional(),
  reasoning_content: reasoning,
  thinking_blocks: thinkingBlocks,
})

/** `ChatCompletion` for the document. What else a vendor says in OpenAI's shape stays in it. */
export const chatAnswerSchema = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: count,
      message,
      finish_reason: finishReason,
      native_finish_reason: z.string().optional().describe(nativeEnd),
    }),
  ),
  ...extensions,
  usage: usage.optional(),
  metadata,
})

const toolCallPiece = z.looseObject({
  index: count,
  id: z.string().optional(),
  type: z.string().optional(),
  function: z.looseObject({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
  extra_content: googleExtra,
})

const delta = z.looseObject({
  role: z.literal('assistant').optional(),
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCallPiece).optional(),
  reasoning_content: reasoning,
  thinking_blocks: thinkingBlocks,
})

/** `ChatChunk` for the document: usage and metadata are on the last one. */
export const chatChunkSchema = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: count,
      delta,
      finish_reason: finishReason,
      native_finish_reason: z.string().optional(),
    }),
  ),
  ...extensions,
  usage: usage.nullish(),
  metadata: metadata.optional(),
})
