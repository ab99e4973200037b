import type {
  CacheControlEphemeral,
  MessageCreateParamsNonStreaming,
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages'
import type { PromptBlock, ToolDefinition } from '../../../src-shared/composed-prompt.ts'
import type { ProviderCall } from '../provider.ts'
import { isSendable, legalMarks } from '../../../src-shared/vendors/anthropic/legal-marks.ts'

type Prompted = Pick<ProviderCall, 'model' | 'prompt' | 'plan'>
type Marked<Block extends PromptBlock> = Block & {
  readonly cacheControl?: { readonly cache_control: CacheControlEphemeral }
}

interface SharedPart {
  readonly model: string
  readonly tools?: Tool[]
  readonly system?: TextBlockParam[]
}

/** Never generated from: it only makes the message that the API requires. */
const placeholder: TextBlockParam = { type: 'text', text: 'warmup' }

/**
 * The request body for Anthropic's Messages API: tools, then system and Space in `system`, where
 * changes of other settings do not invalidate them, then the turns, breakpoints at the plan's marks,
 * and the dynamic segment last. `diagnostics` asks why the cache was missed; the vendor needs no beta
 * header for it. Source: SDK type `MessageCreateParams`.
 */
export function toAnthropicRequest(
  call: Prompted & Pick<ProviderCall, 'maxOutputTokens' | 'cache'>,
): MessageCreateParamsStreaming {
  const blocks = markedBlocks(call)
  const { previousResponseId } = call.cache
  return {
    ...sharedPart(call.model, blocks),
    max_tokens: call.maxOutputTokens,
    stream: true,
    messages: addText(toMessages(blocks), 'user', { type: 'text', text: call.prompt.dynamic.text }),
    ...(previousResponseId === undefined ? {} : { diagnostics: { previous_message_id: previousResponseId } }),
  }
}

/**
 * The request that writes or refreshes the prefix without output: `max_tokens: 0`, not
 * streamed, everything up to the last breakpoint as in a run. Undefined when the plan marks
 * nothing: it would be paid for and warm nothing.
 */
export function toPrewarmRequest(call: Prompted): MessageCreateParamsNonStreaming | undefined {
  const blocks = markedBlocks(call)
  if (blocks.every(({ cacheControl }) => cacheControl === undefined)) return undefined
  const messages = toMessages(blocks)
  const isAnswerable = messages.at(-1)?.role === 'user'
  return {
    ...sharedPart(call.model, blocks),
    max_tokens: 0,
    messages: isAnswerable ? messages : addText(messages, 'user', placeholder),
  }
}

function markedBlocks({ prompt, plan }: Prompted): Marked<PromptBlock>[] {
  const marks = legalMarks(prompt, plan)
  return prompt.prefix.flatMap((block, index) => {
    const ttl = marks.get(index)
    if (!isSendable(block)) return []
    return [
      ttl === undefined
        ? block
        : { ...block, cacheControl: { cache_control: { type: 'ephemeral' as const, ttl } } },
    ]
  })
}

function sharedPart(model: string, blocks: readonly Marked<PromptBlock>[]): SharedPart {
  const tools = blocks.flatMap((block) =>
    block.segment === 'tools' ? [{ ...toTool(block.tool), ...block.cacheControl }] : [],
  )
  const system = blocks.flatMap((block) =>
    block.segment === 'system' || block.segment === 'space' ? [toText(block)] : [],
  )
  return { model, ...(tools.length === 0 ? {} : { tools }), ...(system.length === 0 ? {} : { system }) }
}

/** A composed tool is canonical already: the same tool always gives the same bytes. */
function toTool({ name, description, parameters }: ToolDefinition): Tool {
  return { name, description, input_schema: { ...parameters, type: 'object' } }
}

function toText({ text, cacheControl }: Pick<Marked<PromptBlock>, 'text' | 'cacheControl'>): TextBlockParam {
  return { type: 'text', text, ...cacheControl }
}

function toMessages(blocks: readonly Marked<PromptBlock>[]): MessageParam[] {
  return blocks.reduce<MessageParam[]>(
    (messages, block) =>
      block.segment === 'conversation' ? addText(messages, block.role, toText(block)) : messages,
    [],
  )
}

/** Turns of the same role make one message of several blocks, so that roles alternate. */
function addText(
  messages: readonly MessageParam[],
  role: 'user' | 'assistant',
  text: TextBlockParam,
): MessageParam[] {
  const last = messages.at(-1)
  if (last?.role !== role || typeof last.content === 'string') return [...messages, { role, content: [text] }]
  return [...messages.slice(0, -1), { role, content: [...last.content, text] }]
}
