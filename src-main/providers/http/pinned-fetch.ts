import type { Fetch } from '../provider.ts'

export interface PinnedHeaders {
  /** Set exactly so, such as `{authorization: 'Bearer …'}`; empty for a server that needs no key. */
  readonly auth: Readonly<Record<string, string>>
  /** Further headers of the SDK that may pass, in lower case, such as `anthropic-version`. */
  readonly allowed?: readonly string[]
}

const basicHeaders = ['accept', 'content-type', 'user-agent']

/**
 * A fetch that sends only the headers Rephlo means to send, with exactly this key. SDKs add headers from the environment,
 * which could put another key, or a secret of another tool, on the wire, and headers that describe this computer.
 */
export function pinnedFetch(fetch: Fetch, { auth, allowed = [] }: PinnedHeaders): Fetch {
  const passing = new Set([...basicHeaders, ...allowed])
  return async (input, init) => {
    const headers = new Headers()
    for (const [name, value] of new Headers(init?.headers)) if (passing.has(name)) headers.set(name, value)
    for (const [name, value] of Object.entries(auth)) headers.set(name, value)
    // A redirect could carry the key and the texts to another host; a vendor's API never sends one.
    return await fetch(input, { ...init, headers, redirect: 'error' })
  }
}
