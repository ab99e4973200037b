import type {
  ChatCompletionContentPartText,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import { toChatTools } from '../openai/to-chat-request.ts'
import type { ProviderCall } from '../provider.ts'
import { compatibleCaching } from './compatible-caching.ts'

/**
 * OpenRouter's breakpoint on a text part, in Anthropic's words. Source: OpenRouter's guide to prompt caching.
 */
interface CacheControl {
  readonly cache_control?: { readonly type: 'ephemeral'; readonly ttl?: '1h' }
}

/** What OpenRouter takes beyond Chat Completions. Source: OpenRouter's guide to usage accounting. */
interface CompatibleRequest extends ChatCompletionCreateParamsStreaming {
  readonly usage?: { readonly include: true }
}

type Composed = Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'dialect' | 'maxOutputTokens'>

const betweenBlocks = '\n\n'

/**
 * The request body for a server that speaks Chat Completions: one system message as plain
 * text, since many servers refuse lists of parts, and no field about caching, unless the
 * endpoint's profile says that it understands one.
 */
export function toCompatibleRequest(call: Composed): CompatibleRequest {
  const isOpenRouter = call.dialect.endpointProfile === 'openrouter'
  const takesMarks = compatibleCaching(call.model, call.dialect.endpointProfile)?.control === 'breakpoints'
  return {
    model: call.model,
    messages: [
      ...(takesMarks ? toMarkedMessages(call) : toPlainMessages(call.prompt)),
      { role: 'user', content: call.prompt.dynamic.text },
    ],
    ...toChatTools(call.prompt),
    ...limitOf(call),
    stream: true,
    stream_options: { include_usage: true },
    ...(isOpenRouter ? { usage: { include: true } } : {}),
  }
}

/** The older name of the limit is the one that every server knows. */
function limitOf({ maxOutputTokens }: Composed): { max_tokens: number } {
  return { max_tokens: maxOutputTokens }
}

function toPlainMessages({ prefix }: ComposedPrompt): ChatCompletionMessageParam[] {
  const standing: string[] = []
  const turns: ChatCompletionMessageParam[] = []
  for (const block of prefix) {
    if (block.segment === 'tools' || block.text === '') continue
    if (block.segment === 'conversation') turns.push({ role: block.role, content: block.text })
    else standing.push(block.text)
  }
  return standing.length === 0 ? turns : [{ role: 'system', content: standing.join(betweenBlocks) }, ...turns]
}

/**
 * A mark on a tool has no place here, and one on an empty text would be refused: both move to the block
 * before.
 */
function toMarkedMessages({ prompt, plan }: Composed): ChatCompletionMessageParam[] {
  const canHold = prompt.prefix.map((block) => block.segment !== 'tools' && block.text !== '')
  const marks = plan.mode === 'none' ? [] : plan.marks
  const ttls = new Map(marks.map(({ blockIndex, ttl }) => [canHold.lastIndexOf(true, blockIndex), ttl]))
  const standing: (ChatCompletionContentPartText & CacheControl)[] = []
  const turns: ChatCompletionMessageParam[] = []
  for (const [index, block] of prompt.prefix.entries()) {
    if (block.segment === 'tools' || block.text === '') continue
    const ttl = ttls.get(index)
    const control: CacheControl =
      ttl === undefined
        ? {}
        : { cache_control: ttl === '5m' ? { type: 'ephemeral' } : { type: 'ephemeral', ttl: '1h' } }
    const part: ChatCompletionContentPartText & CacheControl = { type: 'text', text: block.text, ...control }
    if (block.segment === 'conversation') turns.push({ role: block.role, content: [part] })
    else standing.push(part)
  }
  return standing.length === 0 ? turns : [{ role: 'system', content: standing }, ...turns]
}
