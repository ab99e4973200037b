import type { OpenAI } from 'openai'
import { openAiClientOptions } from '../../../src-shared/vendors/openai/openai-client-options.ts'
import { checkBaseUrl } from '../check-base-url.ts'
import type { Fetch } from '../provider.ts'

export interface OpenAiClientOptions {
  /** Without one, no authorization header is sent. */
  readonly apiKey: string | undefined
  readonly baseUrl: string
  readonly fetch: Fetch
  readonly timeoutMs: number
}

/**
 * The SDK's client, loaded when first used. Nothing is read from the environment. Throws bad_input when the
 * address is not one.
 */
export async function createOpenAiClient({
  apiKey,
  baseUrl,
  fetch,
  timeoutMs,
}: OpenAiClientOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  const address = checkBaseUrl(baseUrl, apiKey !== undefined)
  return new OpenAI(openAiClientOptions({ apiKey, baseUrl: address, fetch, timeoutMs }))
}
