import type { Anthropic } from '@anthropic-ai/sdk'
import { pinHeaders } from '../http/pin-headers.ts'
import type { UpstreamOptions } from '../upstream.ts'

const defaultBaseUrl = 'https://api.anthropic.com'
const silent = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

/**
 * The SDK's client, loaded when first used. Every option that the SDK would otherwise read from the environment is given, and
 * it asks once: whether to try again is the caller's decision.
 */
export async function createAnthropicClient({
  apiKey,
  baseUrl,
  timeoutMs,
  fetch,
}: UpstreamOptions): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk')
  return new Anthropic({
    apiKey,
    webhookKey: null,
    baseURL: withoutVersion(baseUrl ?? defaultBaseUrl),
    fetch: pinHeaders(fetch, { auth: { authorization: `Bearer ${apiKey}` }, allowed: ['anthropic-version'] }),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    logger: silent,
    openTelemetry: false,
  })
}

/** The SDK adds the version itself. */
function withoutVersion(baseUrl: string): string {
  return baseUrl.trim().replace(/\/+$/, '').replace(/\/v1$/, '')
}
