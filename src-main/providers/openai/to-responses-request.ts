import type {
  FunctionTool,
  ResponseCreateParamsNonStreaming,
  ResponseCreateParamsStreaming,
  ResponseInputItem,
  ResponseInputText,
} from 'openai/resources/responses/responses'
import type { ProviderCall } from '../provider.ts'
import { breakpointAt, openAiCaching, retentionField, type OpenAiCaching } from './openai-caching.ts'

type Composed = Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'cache' | 'maxOutputTokens'>

/** The least that the Responses API takes. */
const leastOutputTokens = 16

/**
 * The request body for the Responses API. The system text and each document are parts of one developer
 * message, because `instructions` cannot hold a breakpoint; nothing is stored at the vendor.
 */
export function toResponsesRequest(call: Composed): ResponseCreateParamsStreaming {
  const caching = openAiCaching(call, 'responses')
  const { previousResponseId } = call.cache
  // An answer of Chat Completions is no response that could be compared with.
  const isResponse = typeof previousResponseId === 'string' && !previousResponseId.startsWith('chatcmpl')
  const comparison = isResponse ? { comparison_response_id: previousResponseId } : {}
  return {
    ...commonFields(call, caching),
    input: [
      ...toPrefixItems(call, caching),
      { role: 'user', content: [{ type: 'input_text', text: call.prompt.dynamic.text }] },
    ],
    max_output_tokens: Math.max(call.maxOutputTokens, leastOutputTokens),
    stream: true,
    ...cacheOptions(caching, comparison),
  }
}

/**
 * The same prefix with the same breakpoints and nothing behind it, to be written without an answer. Undefined
 * when nothing is marked: it would be paid for and warm nothing.
 */
export function toPrewarmRequest(call: Composed): ResponseCreateParamsNonStreaming | undefined {
  const caching = openAiCaching(call, 'responses')
  if (caching.control !== 'breakpoints' || caching.marks.size === 0) return undefined
  return {
    ...commonFields(call, caching),
    input: toPrefixItems(call, caching),
    stream: false,
    ...cacheOptions(caching, { prewarm: true }),
  }
}

function commonFields(
  call: Composed,
  caching: OpenAiCaching,
): Pick<ResponseCreateParamsStreaming, 'model' | 'store' | 'tools' | 'prompt_cache_key'> {
  const tools = call.prompt.prefix.flatMap((block): FunctionTool[] => {
    if (block.segment !== 'tools') return []
    const { name, description, parameters } = block.tool
    return [{ type: 'function', name, description, parameters: { ...parameters }, strict: false }]
  })
  return {
    model: call.model,
    store: false,
    ...(tools.length === 0 ? {} : { tools }),
    prompt_cache_key: call.cache.scope,
    ...retentionField(caching),
  }
}

function cacheOptions(
  caching: OpenAiCaching,
  more: { comparison_response_id?: string; prewarm?: boolean },
): Pick<ResponseCreateParamsStreaming, 'prompt_cache_options'> {
  if (caching.control !== 'breakpoints') return {}
  return {
    prompt_cache_options: {
      mode: 'explicit',
      ...(caching.ttl === undefined ? {} : { ttl: caching.ttl }),
      ...more,
    },
  }
}

function toPrefixItems({ prompt }: Composed, caching: OpenAiCaching): ResponseInputItem[] {
  const standing: ResponseInputText[] = []
  const turns: ResponseInputItem[] = []
  for (const [index, block] of prompt.prefix.entries()) {
    if (block.segment === 'tools' || block.text === '') continue
    const part: ResponseInputText = { type: 'input_text', text: block.text, ...breakpointAt(caching, index) }
    if (block.segment !== 'conversation') standing.push(part)
    else
      turns.push(
        block.role === 'user'
          ? { role: 'user', content: [part] }
          : { role: 'assistant', content: block.text },
      )
  }
  return standing.length === 0 ? turns : [{ role: 'developer', content: standing }, ...turns]
}
