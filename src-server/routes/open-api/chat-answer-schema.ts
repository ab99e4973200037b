import { z } from 'zod'

const count = z.int().nonnegative()

/** `ChatUsage` for the document: a count that the vendor did not report is absent. */
const usage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.looseObject({ cached_tokens: count.optional(), cache_write_tokens: count.optional() }),
  cache_creation_input_tokens: count.optional(),
  cache_read_input_tokens: count.optional(),
  cache_creation: z.object({ ephemeral_5m_input_tokens: count.optional(), ephemeral_1h_input_tokens: count.optional() }).optional(),
})

const metadata = z.object({
  cached: z.boolean(),
  provider: z.string(),
  request_id: z.string(),
  credits: z.object({ charged: count, balance: count, uncached: count.optional() }).optional(),
  estimated: z.boolean().optional(),
  max_tokens_limited_to: count.optional(),
})

/** `ChatCompletion` for the document. Streams carry the same usage and metadata on their last chunk. */
export const chatAnswerSchema = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(z.looseObject({ index: count, message: z.looseObject({ role: z.literal('assistant'), content: z.string().nullable() }), finish_reason: z.string().nullable() })),
  usage: usage.optional(),
  metadata,
})
