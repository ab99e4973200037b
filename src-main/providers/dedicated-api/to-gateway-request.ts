import type {
  ChatCompletionContentPartText,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { isSendable, legalMarks } from '../../../src-shared/vendors/anthropic/legal-marks.ts'
import { retentionField } from '../openai/openai-caching.ts'
import type { ProviderCall } from '../provider.ts'

/**
 * A breakpoint in Anthropic's words, which the gateway says in the vendor's.
 * Source: `src-shared/dedicated-api/chat-request.ts`.
 */
interface Mark {
  readonly cache_control?: { readonly type: 'ephemeral'; readonly ttl: '5m' | '30m' | '1h' }
}

type Part = ChatCompletionContentPartText & Mark
type Composed = Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'cache' | 'maxOutputTokens'>

/**
 * The request body for the gateway: tools, a part for each block of system text and Space in one system
 * message, the turns, breakpoints at the plan's marks, and the dynamic segment last. `isLimited` names the
 * longest answer that is wanted; without it the gateway allows what the balance covers.
 */
export function toGatewayRequest(call: Composed, isLimited = true): ChatCompletionCreateParamsStreaming {
  const { prefix, dynamic } = call.prompt
  const marks = marksOf(call)
  const standing: Part[] = []
  const turns: ChatCompletionMessageParam[] = []
  for (const [index, block] of prefix.entries()) {
    if (block.segment === 'tools' || !isSendable(block)) continue
    const part: Part = { type: 'text', text: block.text, ...marks.get(index) }
    if (block.segment === 'conversation') turns.push({ role: block.role, content: [part] })
    else standing.push(part)
  }
  return {
    model: call.model,
    messages: [
      ...(standing.length === 0 ? [] : [{ role: 'system' as const, content: standing }]),
      ...turns,
      { role: 'user', content: [{ type: 'text', text: dynamic.text }] },
    ],
    ...toolsOf(prefix, marks),
    ...limitOf(call, isLimited),
    stream: true,
    stream_options: { include_usage: true },
    ...openAiFields(call, marks.size > 0),
  }
}

/** The older name is the one that every vendor behind the gateway knows. */
function limitOf({ maxOutputTokens }: Composed, isLimited: boolean): { max_tokens?: number } {
  return isLimited ? { max_tokens: maxOutputTokens } : {}
}

/**
 * What OpenAI's models need beside the marks: the key that routes to the cache,
 * and that nothing is written but what is marked.
 */
function openAiFields(
  { plan, cache }: Composed,
  isMarked: boolean,
): Partial<ChatCompletionCreateParamsStreaming> {
  if (cache.vendor !== 'openai') return {}
  const key = { prompt_cache_key: cache.scope }
  if (cache.model?.control === 'breakpoints')
    return {
      ...key,
      prompt_cache_options: { mode: 'explicit', ...(isMarked ? { ttl: '30m' as const } : {}) },
    }
  return {
    ...key,
    ...retentionField({ control: 'automatic', retention: plan.ttl === '24h' ? '24h' : undefined }),
  }
}

function marksOf(call: Composed): ReadonlyMap<number, Mark> {
  if (call.cache.model?.control !== 'breakpoints') return new Map()
  const placed = call.cache.vendor === 'openai' ? openAiMarks(call) : legalMarks(call.prompt, call.plan)
  return new Map([...placed].map(([index, ttl]) => [index, { cache_control: { type: 'ephemeral', ttl } }]))
}

/** At OpenAI a tool holds no breakpoint, so a mark moves to the last block before it that can. */
function openAiMarks({ prompt, plan }: Composed): Map<number, '30m'> {
  const marks = plan.mode === 'marks' ? plan.marks : []
  const holders = marks.map(({ blockIndex }) =>
    prompt.prefix
      .slice(0, blockIndex + 1)
      .findLastIndex((block) => block.segment !== 'tools' && isSendable(block)),
  )
  return new Map(holders.filter((index) => index >= 0).map((index) => [index, '30m']))
}

function toolsOf(
  prefix: readonly PromptBlock[],
  marks: ReadonlyMap<number, Mark>,
): { tools?: (ChatCompletionFunctionTool & Mark)[] } {
  const tools = prefix.flatMap((block, index): (ChatCompletionFunctionTool & Mark)[] => {
    if (block.segment !== 'tools') return []
    // A composed tool is canonical already: the same tool always gives the same bytes.
    const { name, description, parameters } = block.tool
    return [
      {
        type: 'function',
        function: { name, description, parameters: { ...parameters } },
        ...marks.get(index),
      },
    ]
  })
  return tools.length === 0 ? {} : { tools }
}
