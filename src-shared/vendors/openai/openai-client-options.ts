import { quietClient, type ClientAccess } from '../client-options.ts'
import { pinHeaders } from '../pin-headers.ts'

export const openAiBaseUrl = 'https://api.openai.com/v1'

type OpenAiAccess = Omit<ClientAccess, 'apiKey'> & {
  /** Without one, no authorization header is sent. */
  readonly apiKey: string | undefined
  readonly timeoutMs: number
}

/** Every option of the SDK's client that it would otherwise read from the environment. */
export function openAiClientOptions({ apiKey, baseUrl, fetch, isSameForAll, timeoutMs }: OpenAiAccess) {
  const auth: Readonly<Record<string, string>> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  return {
    ...quietClient,
    // The SDK wants one; what is sent is decided by the pinned fetch.
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    fetch: pinHeaders(fetch, { auth, isSameForAll }),
    timeout: timeoutMs,
  }
}

/** An address without a path gets the version, as OpenAI's own has it. Throws TypeError for what is none. */
export function openAiAddress(address: string): string {
  const url = new URL(address)
  if (url.pathname === '/') url.pathname = '/v1'
  return url.href.replace(/\/+$/, '')
}
