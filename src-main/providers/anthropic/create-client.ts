import type { Anthropic } from '@anthropic-ai/sdk'
import {
  anthropicBaseUrl,
  anthropicClientOptions,
} from '../../../src-shared/vendors/anthropic/anthropic-client-options.ts'
import { checkBaseUrl } from '../check-base-url.ts'
import { requireKey } from '../http/require-key.ts'
import type { Credentials, Fetch } from '../provider.ts'

/**
 * The SDK's client, loaded when first used. Nothing is read from the environment. Throws missing_key without
 * a key and bad_input when the address is not one.
 */
export async function createClient(
  credentials: Credentials,
  fetch: Fetch,
  timeoutMs: number,
): Promise<Anthropic> {
  const apiKey = requireKey(credentials, 'Anthropic')
  const { Anthropic } = await import('@anthropic-ai/sdk')
  const baseUrl = checkBaseUrl(credentials.baseUrl ?? anthropicBaseUrl)
  return new Anthropic(anthropicClientOptions({ apiKey, baseUrl, fetch, timeoutMs }))
}
