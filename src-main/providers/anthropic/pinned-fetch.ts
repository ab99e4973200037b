import type { Fetch } from '../provider.ts'

const ownHeaders = /^(?:accept|content-type|user-agent|anthropic-version|x-stainless-.*)$/i

/**
 * A fetch that sends only the headers Rephlo means to send, with exactly this key, as the SDK sends it (a bearer token). The
 * SDK adds headers from ANTHROPIC_CUSTOM_HEADERS, which could put another key, or a secret of another tool, on the wire.
 */
export function pinnedFetch(fetch: Fetch, apiKey: string): Fetch {
  return async (input, init) => {
    const headers = new Headers()
    for (const [name, value] of new Headers(init?.headers)) if (ownHeaders.test(name)) headers.set(name, value)
    headers.set('authorization', `Bearer ${apiKey}`)
    // A redirect could carry the key and the texts to another host; the vendor's API never sends one.
    return await fetch(input, { ...init, headers, redirect: 'error' })
  }
}
