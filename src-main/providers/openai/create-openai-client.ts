import type { OpenAI } from 'openai'
import { checkBaseUrl } from '../check-base-url.ts'
import { pinnedFetch } from '../http/pinned-fetch.ts'
import type { Fetch } from '../provider.ts'

export interface OpenAiClientOptions {
  /** Without one, no authorization header is sent. */
  readonly apiKey: string | undefined
  readonly baseUrl: string
  readonly fetch: Fetch
  readonly timeoutMs: number
}

const silent = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

/**
 * The SDK's client, loaded when first used. Every option that the SDK would otherwise read from the environment is given.
 * Throws bad_input when the address is not one.
 */
export async function createOpenAiClient({
  apiKey,
  baseUrl,
  fetch,
  timeoutMs,
}: OpenAiClientOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  return new OpenAI({
    // The SDK wants one; what is sent is decided by the pinned fetch.
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: checkBaseUrl(baseUrl, apiKey !== undefined),
    fetch: pinnedFetch(fetch, { auth: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` } }),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    logger: silent,
  })
}
