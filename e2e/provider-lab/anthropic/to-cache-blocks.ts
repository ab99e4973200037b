import { createHash } from 'node:crypto'
import type { CacheBlock } from '../../../src-main/providers/practice/prefix-blocks.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { MessageRequest } from './message-request.ts'

interface Marked {
  readonly cache_control?: { readonly ttl?: '5m' | '1h' | undefined } | null | undefined
}

/**
 * The blocks of a request in prefix order: tools, system, messages. Settings that invalidate a level from its start are part
 * of that level's bytes. Source: Anthropic's prompt-caching guide.
 */
export function toCacheBlocks(request: MessageRequest): CacheBlock[] {
  const systemSalt = JSON.stringify([request.speed ?? null])
  const messageSalt = JSON.stringify([request.tool_choice, request.thinking, request.output_config])
  const tools = (request.tools ?? []).map((tool) => toBlock('tools', tool))
  const system = toContent(request.system ?? []).map((block) => toBlock(`system ${systemSalt}`, block))
  const messages = request.messages.flatMap(({ role, content }) =>
    toContent(content).map((block) => toBlock(`${role} ${systemSalt}${messageSalt}`, block)),
  )
  const blocks = [...tools, ...system, ...messages]
  const last = blocks.at(-1)
  // The top-level setting marks the last block, unless that has a mark of its own.
  if (request.cache_control && last !== undefined && last.mark === undefined)
    blocks[blocks.length - 1] = { ...last, mark: request.cache_control.ttl ?? '5m' }
  return blocks
}

/** The text of the last message, which is what is asked. */
export function lastMessageText(request: MessageRequest): string {
  return toContent(request.messages.at(-1)?.content ?? [])
    .map((block) => block.text ?? '')
    .join('\n')
}

/** A string is short for one text block. */
function toContent<Block>(content: string | readonly Block[]): (Block | { type: string; text: string })[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : [...content]
}

function toBlock(
  level: string,
  { cache_control, ...content }: Marked & { type?: unknown; text?: unknown },
): CacheBlock {
  const isText = content.type === 'text' && typeof content.text === 'string'
  const bytes = isText ? String(content.text) : JSON.stringify(content)
  return {
    hash: createHash('sha256')
      .update(`${level}\n${isText ? 'text' : 'block'}\n${bytes}`)
      .digest('hex'),
    tokens: estimateTokens(bytes),
    mark: cache_control ? (cache_control.ttl ?? '5m') : undefined,
    empty: isText && bytes === '',
  }
}
