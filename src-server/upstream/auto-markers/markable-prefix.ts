import { hash } from 'node:crypto'
import type { ChatMessage, ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'

/**
 * What all calls with the same tools and system text begin with, in the vendor's order: tools, then system.
 */
export interface MarkablePrefix {
  /** The same for the same bytes. */
  readonly hash: string
  /** Where a mark may stand: after this tool, and after this message; undefined where there is none. */
  readonly tool: number | undefined
  readonly message: number | undefined
  /** Estimated tokens up to each of the two. */
  estimate(): readonly [number, number]
}

/** Undefined for a request that has no place for a mark, or marks of its own. */
export function markablePrefix(body: ChatRequest): MarkablePrefix | undefined {
  const end = body.messages.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  const leading = end < 0 ? body.messages : body.messages.slice(0, end)
  // No vendor takes a mark on an empty text.
  const message = leading.findLastIndex(({ content }) => lengthOf(content) > 0)
  const tool = body.tools?.at(-1)?.type === 'function' ? body.tools.length - 1 : undefined
  if ((tool === undefined && message < 0) || isMarked(body)) return undefined
  const tools = body.tools === null || body.tools === undefined ? '' : JSON.stringify(body.tools)
  // A format that is asked for becomes part of what the vendor puts before the messages.
  const system = JSON.stringify([leading, body.response_format ?? null])
  const estimate = (): readonly [number, number] => {
    const first = estimateTokens(tools)
    return [first, first + estimateTokens(system)]
  }
  return {
    hash: hash('sha256', `${tools}\n${system}`, 'base64url'),
    tool,
    message: message < 0 ? undefined : message,
    estimate,
  }
}

/**
 * The body with a mark at each place: a new object that shares
 * everything else with the client's, which stays as it is.
 */
export function markBody(
  body: ChatRequest,
  { tool, message }: Pick<MarkablePrefix, 'tool' | 'message'>,
  ttl: CacheTtl,
): ChatRequest {
  const mark = { cache_control: ttl === '5m' ? { type: 'ephemeral' } : { type: 'ephemeral', ttl } }
  const tools =
    tool === undefined
      ? undefined
      : body.tools?.map((one, index) => (index === tool ? { ...one, ...mark } : one))
  const messages =
    message === undefined
      ? body.messages
      : body.messages.map((one, index) => (index === message ? { ...one, ...mark } : one))
  return { ...body, messages, ...(tools === undefined ? {} : { tools }) }
}

/** A rough count of what follows the prefix, for the price tier and the planner's sense of proportion. */
export function estimateRest({ messages }: ChatRequest): number {
  let length = 0
  for (const { role, content } of messages)
    if (role !== 'system' && role !== 'developer') length += lengthOf(content)
  return Math.ceil(length / 4)
}

/** Characters of all texts. */
function lengthOf(content: ChatMessage['content']): number {
  if (typeof content === 'string') return content.length
  let length = 0
  for (const part of content ?? []) if (typeof part.text === 'string') length += part.text.length
  return length
}

function isMarked(body: ChatRequest): boolean {
  const isOn = (holder: object): boolean => 'cache_control' in holder
  const isOnMessage = (message: ChatMessage): boolean =>
    isOn(message) || (Array.isArray(message.content) && message.content.some(isOn))
  return (
    isOn(body) ||
    body.messages.some(isOnMessage) ||
    body.tools?.some((tool) => isOn(tool) || (tool.function !== undefined && isOn(tool.function))) === true
  )
}
