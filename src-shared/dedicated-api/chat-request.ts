import { z } from 'zod'

/**
 * Fields that the gateway does not know pass through untouched, so that later extensions of the vendors
 * survive.
 */
const textPart = z.looseObject({ type: z.literal('text'), text: z.string() })
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: z.string().min(1) }),
})
const knownParts = new Set(['text', 'image_url'])
/** Aborts, or the union would tell of this branch alone. */
const otherPart = z.looseObject({
  type: z
    .string()
    .min(1)
    .refine((type) => !knownParts.has(type), { abort: true }),
})

export const contentPartSchema = z.union([textPart, imagePart, otherPart])
export type ContentPart = z.infer<typeof contentPartSchema>

const content = z.union([z.string(), z.array(contentPartSchema)])

const toolCallSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
})

/**
 * One message. Sources: SDK type `ChatCompletionMessageParam`; `function` is its deprecated form of `tool`.
 */
export const chatMessageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content }),
  z.looseObject({ role: z.literal('developer'), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z.array(toolCallSchema).nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), content, tool_call_id: z.string() }),
  z.looseObject({ role: z.literal('function'), content: z.string().nullable(), name: z.string() }),
])
export type ChatMessage = z.infer<typeof chatMessageSchema>

const functionTool = z.looseObject({
  type: z.string(),
  function: z
    .looseObject({
      name: z.string().min(1),
      description: z.string().nullish(),
      parameters: z.looseObject({}).nullish(),
    })
    .optional(),
})
export type ChatTool = z.infer<typeof functionTool>

const tokenLimit = z.int().positive().nullish()

/**
 * The body of `POST /v1/chat/completions`. A known field that is malformed is
 * refused; null stands for "not given", as at OpenAI.
 */
export const chatRequestSchema = z.looseObject({
  model: z.string().min(1).max(200),
  messages: z.array(chatMessageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: tokenLimit,
  max_completion_tokens: tokenLimit,
  n: z.int().min(1).max(16).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  tools: z.array(functionTool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  seed: z.int().nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  reasoning_effort: z.string().nullish(),
  user: z.string().nullish(),
})
export type ChatRequest = z.infer<typeof chatRequestSchema>
