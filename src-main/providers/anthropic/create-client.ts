import type { Anthropic } from '@anthropic-ai/sdk'
import { checkBaseUrl } from '../check-base-url.ts'
import { pinnedFetch } from '../http/pinned-fetch.ts'
import { requireKey } from '../http/require-key.ts'
import type { Credentials, Fetch } from '../provider.ts'

export const anthropicBaseUrl = 'https://api.anthropic.com'

const silent = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

/**
 * The SDK's client, loaded when first used. Every option that the SDK would otherwise read from the environment is given.
 * Throws missing_key without a key and bad_input when the address is not one.
 */
export async function createClient(
  credentials: Credentials,
  fetch: Fetch,
  timeoutMs: number,
): Promise<Anthropic> {
  const apiKey = requireKey(credentials, 'Anthropic')
  const { Anthropic } = await import('@anthropic-ai/sdk')
  return new Anthropic({
    apiKey,
    webhookKey: null,
    baseURL: checkBaseUrl(credentials.baseUrl ?? anthropicBaseUrl),
    fetch: pinnedFetch(fetch, {
      auth: { authorization: `Bearer ${apiKey}` },
      allowed: ['anthropic-version'],
    }),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    logger: silent,
    openTelemetry: false,
  })
}
