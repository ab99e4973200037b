import type { ChatRequest, ChatTool, ContentPart } from '../../../src-shared/dedicated-api/chat-request.ts'

/** Fields that replace the body's; empty when it holds no `cache_control`. */
export type TranslatedFields = Readonly<Record<string, unknown>>

/** What is looked at of a message of any role. */
interface Message {
  readonly content?: string | readonly ContentPart[] | null | undefined
  readonly tool_calls?: unknown
  readonly [field: string]: unknown
}

/**
 * Parts that may end a cached prefix. Source: SDK types
 * `ChatCompletionContentPart*`; a refusal's has no breakpoint.
 */
const markable: ReadonlySet<string> = new Set(['text', 'image_url', 'input_audio', 'file'])

const breakpoint = { mode: 'explicit' }
/**
 * Without the mode, OpenAI would also write the end of the latest message, which marks on parts never ask
 * for.
 */
const explicitOptions = { mode: 'explicit', ttl: '30m' }
/** What is undefined is not written. */
const unmarked = { cache_control: undefined }

/**
 * Turns `cache_control` of parts and messages into OpenAI's breakpoints where the model takes
 * them (from 5.6 on), and takes it away elsewhere: before 5.6, on tools (which hold no
 * breakpoint) and at the top level, where it asks for what OpenAI does by itself. Copies only
 * what holds a mark. A client's own OpenAI fields stay as they are.
 */
export function translateCacheControl(body: ChatRequest, takesBreakpoints: boolean): TranslatedFields {
  const messages = mapChanged<Message>(body.messages, (message) =>
    translateMessage(message, takesBreakpoints),
  )
  const tools = mapChanged(body.tools ?? [], withoutMarks)
  const hasTopLevel = 'cache_control' in body
  if (messages === undefined && tools === undefined && !hasTopLevel) return {}
  const wantsOptions =
    takesBreakpoints &&
    !isMark(body.cache_control) &&
    isAnyTranslated(body.messages, messages) &&
    (body.prompt_cache_options ?? undefined) === undefined
  return {
    ...(messages === undefined ? undefined : { messages }),
    ...(tools === undefined ? undefined : { tools }),
    ...(hasTopLevel ? unmarked : undefined),
    ...(wantsOptions ? { prompt_cache_options: explicitOptions } : undefined),
  }
}

/** A mark on a message stands at its end. */
function translateMessage(message: Message, takesBreakpoints: boolean): Message {
  const content = mapChanged(partsOf(message), (part) => translatePart(part, takesBreakpoints))
  const calls = Array.isArray(message.tool_calls)
    ? mapChanged<ChatTool>(message.tool_calls, withoutMarks)
    : undefined
  const hasMark = 'cache_control' in message
  if (content === undefined && calls === undefined && !hasMark) return message
  const translated = {
    ...message,
    ...(content === undefined ? undefined : { content }),
    ...(calls === undefined ? undefined : { tool_calls: calls }),
    ...(hasMark ? unmarked : undefined),
  }
  return takesBreakpoints && isMark(message.cache_control) ? markEnd(translated) : translated
}

function markEnd(message: Message): Message {
  const { content } = message
  if (message.role === 'function' || content === null || content === undefined || content === '')
    return message
  const parts: readonly ContentPart[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const end = parts.findLastIndex(({ type }) => markable.has(type))
  return { ...message, content: parts.map((part, index) => (index === end ? markPart(part) : part)) }
}

function translatePart(part: ContentPart, takesBreakpoints: boolean): ContentPart {
  if (!('cache_control' in part)) return part
  const clean = { ...part, ...unmarked }
  return takesBreakpoints && isMark(part.cache_control) && markable.has(part.type) ? markPart(clean) : clean
}

function markPart(part: ContentPart): ContentPart {
  return isMark(part.prompt_cache_breakpoint) ? part : { ...part, prompt_cache_breakpoint: breakpoint }
}

/** Tools and calls of tools, on which some clients mark the function inside. */
function withoutMarks<Tool extends ChatTool>(tool: Tool): Tool {
  const inner =
    tool.function !== undefined && 'cache_control' in tool.function
      ? { function: { ...tool.function, ...unmarked } }
      : undefined
  if (inner === undefined && !('cache_control' in tool)) return tool
  return { ...tool, ...('cache_control' in tool ? unmarked : undefined), ...inner }
}

function isAnyTranslated(before: readonly Message[], after: readonly Message[] | undefined): boolean {
  return (
    after?.some(
      (message, index) =>
        message !== before[index] &&
        partsOf(message).some((part) => part.prompt_cache_breakpoint === breakpoint),
    ) === true
  )
}

function partsOf({ content }: Message): readonly ContentPart[] {
  return typeof content === 'string' ? [] : (content ?? [])
}

function isMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** The list with every item mapped, or undefined when nothing changed. */
function mapChanged<Item>(items: readonly Item[], map: (item: Item) => Item): Item[] | undefined {
  let changed: Item[] | undefined
  for (const [index, item] of items.entries()) {
    const mapped = map(item)
    if (mapped === item) continue
    changed ??= [...items]
    changed[index] = mapped
  }
  return changed
}
