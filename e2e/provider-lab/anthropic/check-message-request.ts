import type { Model } from '../../../src-shared/pricing/price-table.ts'
import { LabRefusal } from '../lab-protocol.ts'
import type { CacheBlock } from '../../../src-main/providers/practice/prefix-blocks.ts'
import type { MessageRequest } from './message-request.ts'

/** Refuses what Anthropic refuses beyond the shape of the request and the rules of the cache. Throws LabRefusal 400. */
export function checkMessageRequest(
  request: MessageRequest,
  model: Model,
  blocks: readonly CacheBlock[],
): void {
  if (blocks.some((block) => block.empty)) throw new LabRefusal(400, 'text content blocks must be non-empty')
  if (request.max_tokens > model.maxOutputTokens) {
    throw new LabRefusal(
      400,
      `max_tokens: ${request.max_tokens} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    )
  }
  const tokens = blocks.reduce((sum, block) => sum + block.tokens, 0)
  if (tokens > model.contextTokens)
    throw new LabRefusal(400, `prompt is too long: ${tokens} tokens > ${model.contextTokens} maximum`)
  if (request.max_tokens === 0) checkPrewarm(request)
}

/** Pre-warming writes the cache without an answer; whatever shapes an answer is refused with it. */
function checkPrewarm(request: MessageRequest): void {
  const wrong = [
    request.stream === true && 'stream',
    request.thinking !== undefined && request.thinking.type !== 'disabled' && 'thinking',
    (request.tool_choice?.type === 'any' || request.tool_choice?.type === 'tool') && 'tool_choice',
    request.output_config?.format !== undefined && 'output_config.format',
  ].find((name) => typeof name === 'string')
  if (typeof wrong === 'string') throw new LabRefusal(400, `${wrong}: not supported when max_tokens is 0`)
}
