import type { Anthropic } from '@anthropic-ai/sdk'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Credentials, Fetch } from '../provider.ts'
import { checkBaseUrl } from '../check-base-url.ts'
import { pinnedFetch } from './pinned-fetch.ts'

export const anthropicBaseUrl = 'https://api.anthropic.com'

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }

/**
 * The SDK's client, loaded when first used. Every option that the SDK would otherwise read from the environment is given.
 * Throws missing_key without a key and bad_input when the address is not one.
 */
export async function createClient(credentials: Credentials, fetch: Fetch, timeoutMs: number): Promise<Anthropic> {
  const apiKey = credentials.apiKey?.trim() ?? ''
  if (apiKey === '') throw new RephloError('missing_key', 'There is no key for Anthropic. Add one in Settings → Keys.')
  // A header cannot carry other characters; fetch would throw an error that repeats the key.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new RephloError('invalid_key', 'The key for Anthropic has characters that no key has. Enter it again in Settings → Keys.')
  const { Anthropic } = await import('@anthropic-ai/sdk')
  return new Anthropic({
    apiKey,
    webhookKey: null,
    baseURL: checkBaseUrl(credentials.baseUrl ?? anthropicBaseUrl),
    fetch: pinnedFetch(fetch, apiKey),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    logger: silent,
    openTelemetry: false,
  })
}

/** The host and port that a call goes to, for messages. */
export function hostOf(credentials: Credentials): string {
  const baseUrl = credentials.baseUrl ?? anthropicBaseUrl
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'The address in Settings'
}
