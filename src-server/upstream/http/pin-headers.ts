export interface PinnedHeaders {
  /** Set exactly so, such as `{authorization: 'Bearer …'}`. */
  readonly auth: Readonly<Record<string, string>>
  /** Further headers of the SDK that may pass, in lower case, such as `anthropic-version`. */
  readonly allowed?: readonly string[]
}

const basicHeaders = ['accept', 'content-type', 'user-agent']

/**
 * A fetch that sends only the headers that the gateway means to send, with exactly this key: SDKs add some from the environment
 * and some that describe this computer. They are the same for every call, so they are picked from the first one only.
 */
export function pinHeaders(
  fetch: typeof globalThis.fetch,
  { auth, allowed = [] }: PinnedHeaders,
): typeof globalThis.fetch {
  const passing = new Set([...basicHeaders, ...allowed])
  let pinned: Readonly<Record<string, string>> | undefined
  return (input, init) => {
    pinned ??= {
      ...Object.fromEntries([...new Headers(init?.headers)].filter(([name]) => passing.has(name))),
      ...auth,
    }
    // A redirect could carry the key and the prompt to another host.
    return fetch(input, { ...init, headers: pinned, redirect: 'error' })
  }
}
