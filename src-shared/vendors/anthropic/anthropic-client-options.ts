import { quietClient, type ClientAccess } from '../client-options.ts'
import { pinHeaders } from '../pin-headers.ts'

export const anthropicBaseUrl = 'https://api.anthropic.com'

/** Every option of the SDK's client that it would otherwise read from the environment. */
export function anthropicClientOptions(access: ClientAccess & { readonly timeoutMs: number }) {
  const { apiKey, baseUrl, fetch, isSameForAll, timeoutMs } = access
  return {
    ...quietClient,
    apiKey,
    webhookKey: null,
    baseURL: anthropicAddress(baseUrl),
    fetch: pinHeaders(fetch, {
      auth: { authorization: `Bearer ${apiKey}` },
      allowed: ['anthropic-version'],
      isSameForAll,
    }),
    timeout: timeoutMs,
    openTelemetry: false as const,
  }
}

/** Addresses are often copied with the version at their end, which the SDK adds itself. */
export function anthropicAddress(address: string): string {
  return address.trim().replace(/\/+$/, '').replace(/\/v1$/, '').replace(/\/+$/, '')
}
