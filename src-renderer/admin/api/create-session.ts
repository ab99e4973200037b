import type { TokenPair } from '../../../src-shared/dedicated-api/account.ts'
import type { AdminRoutes, Call, RouteName } from './admin-routes.ts'
import { ApiProblem } from './api-problem.ts'
import { send, type RouteInput } from './send.ts'

export interface SessionOptions {
  readonly fetch: typeof globalThis.fetch
  /** The address of the API, ending in `/v1/`. */
  readonly base: () => string
  /**
   * Where the refresh token lies: the tab's sessionStorage. A reload keeps the login,
   * closing the tab ends it, and no cookie means that no other site can act in the
   * admin's name. The access token is in memory alone.
   */
  readonly kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /**
   * Tells tabs that were duplicated with this login that its refresh
   * token is used up, which a second use would end.
   */
  readonly tabs: {
    readonly tell: (message: UsedToken) => void
    readonly listen: (onTold: (message: UsedToken) => void) => void
  }
}

/** A refresh token that was used, and the one that came for it. */
export interface UsedToken {
  readonly used: string
  readonly next: string
}

/** The login of this tab. */
export interface Session {
  readonly call: Call
  /** Begins to listen to other tabs; once, when the page starts. */
  start(): void
  login(email: string, password: string): Promise<TokenPair>
  /** Goes on with the login that a reload interrupted; undefined when there is none. */
  resume(): Promise<TokenPair | undefined>
  /** Ends the login here whatever the gateway says, and gives up requests in flight. */
  logout(): Promise<void>
  /**
   * Is called when the gateway no longer takes this login, or takes it for a user's who is no admin any more.
   */
  onEnded: ((reason: 'ended' | 'demoted') => void) | undefined
}

const key = 'rephlo-admin-refresh-token'
const isDemoted = (error: unknown) =>
  error instanceof ApiProblem && error.status === 403 && error.code === 'insufficient_scope'
const isRefused = (error: unknown) => error instanceof ApiProblem && [400, 401, 403].includes(error.status)

type Ask = <Name extends RouteName>(
  name: Name,
  input: AdminRoutes[Name]['input'] & RouteInput,
  token?: string,
) => Promise<AdminRoutes[Name]['answer']>

function createAsk(
  fetch: SessionOptions['fetch'],
  base: SessionOptions['base'],
  signal: () => AbortSignal,
): Ask {
  // The answers' types are the contract's; see AdminRoutes for why they are not checked again here.
  return async <Name extends RouteName>(
    name: Name,
    input: AdminRoutes[Name]['input'] & RouteInput,
    token?: string,
  ) => await send(name, input, { fetch, base: base(), token, signal: signal() })
}

interface UserTokens {
  readonly ask: Ask
  /** The access token, while there is one. */
  readonly current: () => string | undefined
  readonly refresh: () => Promise<TokenPair>
}

/** Asks with the access token, and once more with a new one when it is not taken. */
function asUser({ ask, current, refresh }: UserTokens): Call {
  return async (name, input) => {
    const used = current() ?? (await refresh()).access_token
    try {
      return await ask(name, input, used)
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error
      const known = current()
      const fresh = known !== undefined && known !== used ? known : (await refresh()).access_token
      return await ask(name, input, fresh)
    }
  }
}

/** Tells of a user who is no admin any more. */
function endingDemoted(ask: Call, onDemoted: () => void): Call {
  return async (name, input) => {
    try {
      return await ask(name, input)
    } catch (error) {
      if (isDemoted(error)) onDemoted()
      throw error
    }
  }
}

/** The tokens of this tab, and the requests that they were sent with. */
function createTokens(kept: SessionOptions['kept']) {
  let access: string | undefined
  let requests = new AbortController()
  return {
    get access() {
      return access
    },
    get signal() {
      return requests.signal
    },
    keep: (pair: TokenPair): TokenPair => {
      access = pair.access_token
      kept.setItem(key, pair.refresh_token)
      return pair
    },
    /** Gives up the requests in flight, too. */
    drop: () => {
      requests.abort()
      requests = new AbortController()
      access = undefined
      kept.removeItem(key)
    },
  }
}

export function createSession({ fetch, base, kept, tabs }: SessionOptions): Session {
  let refreshing: Promise<TokenPair> | undefined
  const tokens = createTokens(kept)
  const ask = createAsk(fetch, base, () => tokens.signal)
  const renew = async (): Promise<TokenPair> => {
    const used = kept.getItem(key) ?? ''
    try {
      const pair = tokens.keep(await ask('POST auth/refresh', { body: { refresh_token: used } }))
      tabs.tell({ used, next: pair.refresh_token })
      return pair
    } catch (error) {
      if (isRefused(error)) {
        tokens.drop()
        session.onEnded?.('ended')
      }
      throw error
    }
  }
  /** However many requests find the token expired, one refreshes it and the others wait. */
  const refresh = () => (refreshing ??= renew().finally(() => (refreshing = undefined)))

  const askAsUser = asUser({ ask, current: () => tokens.access, refresh })
  const call = endingDemoted(askAsUser, () => {
    if (tokens.access === undefined) return
    void session.logout()
    session.onEnded?.('demoted')
  })

  const session: Session = {
    call,
    onEnded: undefined,
    login: async (email, password) => {
      const pair = await ask('POST auth/login', { body: { email, password } })
      return tokens.keep(pair)
    },
    start: () =>
      tabs.listen(({ used, next }) => {
        if (kept.getItem(key) === used) kept.setItem(key, next)
      }),
    resume: async () => (kept.getItem(key) === null ? undefined : await refresh()),
    logout: async () => {
      const token = tokens.access
      tokens.drop()
      if (token !== undefined) await ask('POST auth/logout', {}, token).catch(() => undefined)
    },
  }
  return session
}
