type Fetch = typeof globalThis.fetch

export interface PinnedHeaders {
  /** Set exactly so, such as `{authorization: 'Bearer …'}`; empty for a server that needs no key. */
  readonly auth: Readonly<Record<string, string>>
  /** Further headers of the SDK that may pass, in lower case, such as `anthropic-version`. */
  readonly allowed?: readonly string[]
  /** For a client whose calls all have the same headers: they are picked from the first call only. */
  readonly isSameForAll?: boolean
}

const basicHeaders = ['accept', 'content-type', 'user-agent']

/**
 * A fetch that sends only the headers that Rephlo means to send, with exactly this key. SDKs add headers from
 * the environment, which could put another key, or a secret of another tool, on the wire, and headers that
 * describe this computer.
 */
export function pinHeaders(fetch: Fetch, { auth, allowed = [], isSameForAll }: PinnedHeaders): Fetch {
  const passing = new Set([...basicHeaders, ...allowed])
  const pick = (init: RequestInit | undefined): Readonly<Record<string, string>> => ({
    ...Object.fromEntries([...new Headers(init?.headers)].filter(([name]) => passing.has(name))),
    ...auth,
  })
  let first: Readonly<Record<string, string>> | undefined
  return (input, init) => {
    const headers = isSameForAll === true ? (first ??= pick(init)) : pick(init)
    // A redirect could carry the key and the texts to another host; a vendor's API never sends one.
    return fetch(input, { ...init, headers, redirect: 'error' })
  }
}
