import type { ChatMessage, ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'
import { isObject, markOf, type Members } from './members.ts'
import { toContentBlock, type Block } from './to-content-blocks.ts'

/** A turn of Anthropic's. Source: SDK type `MessageParam`. */
export interface AnthropicMessage {
  readonly role: 'user' | 'assistant'
  readonly content: string | Block[]
}

export interface AnthropicConversation {
  readonly system: Block[]
  readonly messages: AnthropicMessage[]
}

type Of<Role extends ChatMessage['role']> = Extract<ChatMessage, { readonly role: Role }>
type Content = Of<'user'>['content']

/**
 * OpenAI's messages as Anthropic's: system and developer messages as blocks of `system`, the others as turns,
 * results of tools that follow each other in one user turn. Texts keep their bytes and marks their place: a
 * mark on a message goes to its last block. Throws ApiError 400 that names what cannot be put so.
 */
export function toAnthropicMessages(chat: ChatRequest['messages']): AnthropicConversation {
  const system: Block[] = []
  const messages: AnthropicMessage[] = []
  let results: Block[] | undefined
  for (const [index, message] of chat.entries()) {
    if (message.role === 'tool') {
      if (results === undefined) messages.push({ role: 'user', content: (results = []) })
      results.push(toToolResult(message, index))
      continue
    }
    if (message.role === 'system' || message.role === 'developer') {
      system.push(...marked(withoutEmpty(toBlocks(message.content, index), 0), message))
      continue
    }
    results = undefined
    if (message.role === 'user')
      messages.push({ role: 'user', content: toTurn(message.content, message, index) })
    else if (message.role === 'assistant') messages.push(...toAssistantTurn(message, index))
    else
      throw invalidRequest(
        `messages[${index}].role`,
        'This model takes no “function” messages. Use “tool” messages with a tool_call_id.',
      )
  }
  return { system, messages }
}

/** A text without a mark stays the string that it was. */
function toTurn(content: Content, message: Members, index: number): AnthropicMessage['content'] {
  if (typeof content === 'string' && markOf(message) === undefined) return content
  return marked(withoutEmpty(toBlocks(content, index), 1), message)
}

/** None for a turn that says nothing, which Anthropic refuses. */
function toAssistantTurn(message: Of<'assistant'>, index: number): AnthropicMessage[] {
  if (message.function_call !== undefined && message.function_call !== null)
    throw invalidRequest(
      `messages[${index}].function_call`,
      'This model takes no “function_call”. Use “tool_calls”.',
    )
  const content = message.content ?? (typeof message.refusal === 'string' ? message.refusal : '')
  const calls = message.tool_calls ?? []
  const thinking = thinkingOf(message)
  if (typeof content === 'string' && content !== '' && calls.length === 0 && thinking.length === 0)
    return [{ role: 'assistant', content: toTurn(content, message, index) }]
  const blocks = [
    ...thinking,
    ...withoutEmpty(toBlocks(content, index), 0),
    ...calls.map((call, position) => toToolUse(call, index, position)),
  ]
  const isEmpty = blocks.length === 0 && markOf(message) === undefined
  return isEmpty ? [] : [{ role: 'assistant', content: marked(blocks, message) }]
}

/** What was thought before, as the gateway's answers carry it: Anthropic wants it back unchanged. */
function thinkingOf({ thinking_blocks: blocks }: Of<'assistant'>): Block[] {
  return Array.isArray(blocks)
    ? blocks.filter((block): block is Block => isObject(block) && typeof block.type === 'string')
    : []
}

function toToolUse(
  call: NonNullable<Of<'assistant'>['tool_calls']>[number],
  message: number,
  position: number,
): Block {
  const path = `messages[${message}].tool_calls[${position}].function`
  if (call.function === undefined) throw invalidRequest(path, 'This model takes calls of functions only.')
  const { name, arguments: text } = call.function
  return {
    type: 'tool_use',
    id: call.id,
    name,
    input: readArguments(text, `${path}.arguments`),
    ...markMember(markOf(call) ?? markOf(call.function)),
  }
}

/** OpenAI's clients write no arguments as an empty text. */
function readArguments(text: string, path: string): unknown {
  if (text.trim() === '') return {}
  try {
    const input: unknown = JSON.parse(text)
    if (isObject(input)) return input
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw invalidRequest(path, 'This is no JSON object.')
}

function toToolResult(message: Of<'tool'>, index: number): Block {
  const { content, tool_call_id: id, is_error: isError } = message
  const result = typeof content === 'string' ? content : toBlocks(content, index)
  return {
    type: 'tool_result',
    tool_use_id: id,
    content: result,
    ...(typeof isError === 'boolean' ? { is_error: isError } : {}),
    ...markMember(markOf(message)),
  }
}

function toBlocks(content: Content, message: number): Block[] {
  return typeof content === 'string'
    ? [{ type: 'text', text: content }]
    : content.map((part, index) => toContentBlock(part, { message, part: index }))
}

/**
 * Anthropic refuses empty texts, which OpenAI's clients send freely;
 * `least` blocks stay, so that it can say so itself.
 */
function withoutEmpty(blocks: Block[], least: number): Block[] {
  const full = blocks.filter(
    (block) => block.type !== 'text' || block.text !== '' || markOf(block) !== undefined,
  )
  return full.length < least ? blocks : full
}

/** The mark of a message on its last block, where that has none of its own. */
function marked(blocks: Block[], message: Members): Block[] {
  const mark = markOf(message)
  if (mark === undefined) return blocks
  const last = blocks.at(-1) ?? { type: 'text', text: '' }
  return [...blocks.slice(0, -1), markOf(last) === undefined ? { ...last, cache_control: mark } : last]
}

function markMember(mark: unknown): Members {
  return mark === undefined ? {} : { cache_control: mark }
}
