import { z } from 'zod'
import type { ChatCompletion, ChatToolCall } from '../../../src-shared/dedicated-api/chat-answer.ts'
import {
  anthropicUsageSchema,
  fromAnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { readEnd } from '../../../src-shared/vendors/answer-end.ts'
import { endFields } from '../http/end-fields.ts'
import { toPlainChoice } from '../http/to-plain-chunk.ts'
import type { UpstreamAnswer } from '../upstream.ts'

const block = z.looseObject({ type: z.string() })
type AnswerBlock = z.infer<typeof block>

/** The parts of Anthropic's answer that are read. Source: SDK type `Message`. */
const messageSchema = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  content: z.array(block),
  stop_reason: z.string().nullish(),
  stop_details: z.looseObject({ explanation: z.string().nullish() }).nullish().catch(undefined),
  diagnostics: z.unknown().optional(),
  usage: anthropicUsageSchema.nullish().catch(undefined),
})

/** What is known from the request. */
export interface AnswerContext {
  readonly requestId: string
  readonly model: string
  /** Whether the request carried breakpoints. */
  readonly hasMarks: boolean
  readonly ignored: readonly string[]
}

/** Anthropic's answer in OpenAI's shape. Throws a ZodError for what is none. */
export function fromAnthropicMessage(
  raw: unknown,
  { requestId, model, hasMarks, ignored }: AnswerContext,
): UpstreamAnswer {
  const message = messageSchema.parse(raw)
  const completion: ChatCompletion = {
    id: message.id ?? requestId,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: message.model ?? model,
    choices: [
      toPlainChoice({
        index: 0,
        message: toMessage(message.content, message.stop_details?.explanation),
        logprobs: null,
        // A message without a reason came whole.
        ...endFields(readEnd(message.stop_reason) ?? { kind: 'complete' }),
      }),
    ],
    ...extensions(message.diagnostics, ignored),
  }
  return { completion, usage: message.usage ? fromAnthropicUsage(message.usage, true, hasMarks) : undefined }
}

/**
 * What OpenAI's shape has no place for: why the cache was missed, where the client asked, and what of its
 * request was left out.
 */
export function extensions(
  diagnostics: unknown,
  ignored: readonly string[],
): { readonly diagnostics?: unknown; readonly ignored_parameters?: readonly string[] } {
  return {
    ...(diagnostics === null || diagnostics === undefined ? {} : { diagnostics }),
    ...(ignored.length === 0 ? {} : { ignored_parameters: ignored }),
  }
}

/** What was thought is there as text and, to be sent back unchanged with the results of tools, as it came. */
function toMessage(
  content: readonly AnswerBlock[],
  refusal: string | null | undefined,
): ChatCompletion['choices'][number]['message'] {
  const texts = content.flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [text] : [],
  )
  const calls = content.flatMap((item) => (item.type === 'tool_use' ? [toToolCall(item)] : []))
  const thinking = content.filter(({ type }) => type === 'thinking' || type === 'redacted_thinking')
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    refusal: refusal ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(thinking.length === 0
      ? {}
      : { reasoning_content: thinking.map(thoughtOf).join(''), thinking_blocks: thinking }),
  }
}

function toToolCall({ id, name, input }: AnswerBlock): ChatToolCall {
  return {
    id: String(id),
    type: 'function',
    function: { name: String(name), arguments: JSON.stringify(input ?? {}) },
  }
}

function thoughtOf({ thinking }: AnswerBlock): string {
  return typeof thinking === 'string' ? thinking : ''
}
