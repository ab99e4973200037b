import type {
  ChatCompletionContentPartText,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { ProviderCall } from '../provider.ts'
import { breakpointAt, openAiCaching, retentionField, type OpenAiCaching } from './openai-caching.ts'

/** The request body for OpenAI's own Chat Completions. */
export function toChatRequest(
  call: Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'cache' | 'maxOutputTokens'>,
): ChatCompletionCreateParamsStreaming {
  const caching = openAiCaching(call, 'chat')
  return {
    model: call.model,
    messages: [
      ...toPrefixMessages(call.prompt, caching),
      { role: 'user', content: [{ type: 'text', text: call.prompt.dynamic.text }] },
    ],
    ...toChatTools(call.prompt),
    max_completion_tokens: call.maxOutputTokens,
    store: false,
    stream: true,
    stream_options: { include_usage: true },
    prompt_cache_key: call.cache.scope,
    ...retentionField(caching),
    ...cacheOptions(caching),
  }
}

function cacheOptions(
  caching: OpenAiCaching,
): Pick<ChatCompletionCreateParamsStreaming, 'prompt_cache_options'> {
  if (caching.control !== 'breakpoints') return {}
  return { prompt_cache_options: { mode: 'explicit', ...(caching.ttl === undefined ? {} : { ttl: '30m' }) } }
}

function toPrefixMessages({ prefix }: ComposedPrompt, caching: OpenAiCaching): ChatCompletionMessageParam[] {
  const standing: ChatCompletionContentPartText[] = []
  const turns: ChatCompletionMessageParam[] = []
  for (const [index, block] of prefix.entries()) {
    if (block.segment === 'tools' || block.text === '') continue
    const part: ChatCompletionContentPartText = {
      type: 'text',
      text: block.text,
      ...breakpointAt(caching, index),
    }
    if (block.segment === 'conversation') turns.push({ role: block.role, content: [part] })
    else standing.push(part)
  }
  return standing.length === 0 ? turns : [{ role: 'developer', content: standing }, ...turns]
}

/** The tools of a prompt in the shape of Chat Completions; nothing without any. */
export function toChatTools({ prefix }: ComposedPrompt): { tools?: ChatCompletionFunctionTool[] } {
  const tools = prefix.flatMap((block): ChatCompletionFunctionTool[] => {
    if (block.segment !== 'tools') return []
    // A composed tool is canonical already: the same tool always gives the same bytes.
    const { name, description, parameters } = block.tool
    return [{ type: 'function', function: { name, description, parameters: { ...parameters } } }]
  })
  return tools.length === 0 ? {} : { tools }
}
