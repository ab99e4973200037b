import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/** Tools that Anthropic runs itself and charges by use. Source: SDK types of `ToolUnion`. */
const chargedTools = /^(?:web_search|code_execution)_/

/**
 * Credits are charged by tokens at the model's usual prices. What Anthropic charges otherwise is refused, so
 * that nobody pays for it unseen. Throws ApiError 400 that names it.
 */
export function checkPriceable({ speed, inference_geo: geo, tools }: ChatRequest): void {
  if (speed !== undefined && speed !== null && speed !== 'standard')
    throw invalidRequest('speed', 'The gateway has no price for this. Leave it out.')
  if (geo !== undefined && geo !== null && geo !== 'global')
    throw invalidRequest('inference_geo', 'The gateway has no price for this. Leave it out.')
  for (const [index, { type }] of (tools ?? []).entries()) {
    if (chargedTools.test(type))
      throw invalidRequest(
        `tools[${index}].type`,
        'Anthropic charges for this tool by use, for which the gateway has no price. Leave it out.',
      )
  }
}
