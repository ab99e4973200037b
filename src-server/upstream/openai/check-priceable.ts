import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/**
 * Credits are charged by tokens at the model's usual prices. What OpenAI charges otherwise (a faster service,
 * searches, spoken answers) is refused, so that nobody pays for it unseen. Throws ApiError 400 that names it.
 */
export function checkPriceable({
  service_tier: tier,
  web_search_options: search,
  modalities,
}: ChatRequest): void {
  if (tier !== undefined && tier !== null && tier !== 'auto' && tier !== 'default')
    throw invalidRequest(
      'service_tier',
      'The gateway has a price for the standard service alone. Leave it out.',
    )
  if (search !== undefined && search !== null)
    throw invalidRequest(
      'web_search_options',
      'OpenAI charges for searches by use, for which the gateway has no price. Leave it out.',
    )
  if (Array.isArray(modalities) && modalities.includes('audio'))
    throw invalidRequest('modalities', 'The gateway has no price for “audio”. Ask for “text” alone.')
}
