import type { PinnedHeaders } from './pin-headers.ts'

/** How to reach a vendor, as both sides know it. The address is already one. */
export interface ClientAccess {
  readonly apiKey: string
  readonly baseUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly isSameForAll?: PinnedHeaders['isSameForAll']
}

/** Settings that SDKs would else read from the environment: they ask once, and say nothing. */
export const quietClient = {
  maxRetries: 0,
  logLevel: 'off' as const,
  logger: { error: nothing, warn: nothing, info: nothing, debug: nothing },
}

function nothing(): void {
  return undefined
}
