import { OpenAI } from 'openai'
import type { UpstreamOptions } from '../upstream.ts'
import { callerSignalOf } from '../http/create-pooled-fetch.ts'
import { pinHeaders } from '../http/pin-headers.ts'

const ownBaseUrl = 'https://api.openai.com/v1'
export const chatPath = '/chat/completions'
const silent = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

type SdkRequest = Parameters<OpenAI['buildRequest']>[0]
type BuiltRequest = Awaited<ReturnType<OpenAI['buildRequest']>>

/**
 * The SDK's client with one hook replaced: every call goes to the same address with the same headers, so they are not put
 * together anew for each (a quarter of the SDK's time). Sending, errors, time limits and streams are the SDK's.
 */
class ChatClient extends OpenAI {
  readonly #url = `${this.baseURL}${chatPath}`
  readonly #headers = new Headers({
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'Rephlo gateway',
  })

  override buildRequest(request: SdkRequest): Promise<BuiltRequest> {
    const { path, body, fetchOptions } = request
    if (path !== chatPath) return super.buildRequest(request)
    const req = {
      ...callerSignalOf(fetchOptions),
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(body),
    }
    return Promise.resolve({ req, url: this.#url, timeout: this.timeout })
  }
}

/** The client for Chat Completions alone. Every option that the SDK would otherwise read from the environment is given. */
export function createOpenAiClient({ apiKey, baseUrl, fetch, timeoutMs }: UpstreamOptions): OpenAI {
  return new ChatClient({
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: toBaseUrl(baseUrl ?? ownBaseUrl),
    fetch: pinHeaders(fetch, { auth: { authorization: `Bearer ${apiKey}` } }),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    logger: silent,
  })
}

/** An address without a path gets the version, as OpenAI's own has it. */
function toBaseUrl(address: string): string {
  const url = new URL(address)
  if (url.pathname === '/') url.pathname = '/v1'
  return url.href.replace(/\/+$/, '')
}
