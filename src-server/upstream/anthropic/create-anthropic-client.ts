import type { Anthropic } from '@anthropic-ai/sdk'
import {
  anthropicBaseUrl,
  anthropicClientOptions,
} from '../../../src-shared/vendors/anthropic/anthropic-client-options.ts'
import type { UpstreamOptions } from '../upstream.ts'

/**
 * The SDK's client, loaded when first used. Nothing is read from the environment, and it asks once: whether
 * to try again is the caller's decision.
 */
export async function createAnthropicClient(options: UpstreamOptions): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk')
  const baseUrl = options.baseUrl ?? anthropicBaseUrl
  return new Anthropic(anthropicClientOptions({ ...options, baseUrl, isSameForAll: true }))
}
