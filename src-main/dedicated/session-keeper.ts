import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { StoredSession } from './stored-session.ts'
import type { TokenStore } from './token-store.ts'
import { untilAborted } from './until-aborted.ts'

export interface SessionKeeperOptions {
  readonly tokens: TokenStore
  /**
   * Trades a refresh token, which is good for once, for a new pair. Throws `logged_out` when it is not
   * accepted.
   */
  readonly refresh: (server: string, refreshToken: string) => Promise<TokenPair>
  /** Does work while no other process of this profile does. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** A token that the surroundings give; nothing is then asked of the keychain, and nothing renewed. */
  readonly apiToken: string | undefined
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Called when the login is over. */
  readonly onEnded: () => void
}

/** A token that expires sooner is renewed before it is used, in milliseconds. */
const renewBeforeMs = 10_000

/**
 * Keeps the login of a profile good. A refresh token may be used once, and its second use ends the
 * session, so tokens are renewed by one process at a time: under the lock the keychain is read
 * again, and what another process renewed is used.
 */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions
  /** The latest that this process knows; another process may have renewed it since. */
  #current: StoredSession | undefined
  #renewal: Promise<string> | undefined

  constructor(options: SessionKeeperOptions) {
    this.#options = options
  }

  /** Begins a session with what a login gave. */
  async begin(server: string, pair: TokenPair): Promise<void> {
    await this.#options.exclusively(() => this.#keep(server, pair))
  }

  /** Forgets the session. Throws `keychain_unavailable`. */
  async forget(): Promise<void> {
    this.#current = undefined
    await this.#options.exclusively(() => this.#options.tokens.clear())
  }

  /** See `GatewaySession.withToken` in providers/dedicated-api. */
  async withToken<Result>(
    server: string,
    signal: AbortSignal,
    work: (token: string) => Promise<Result>,
  ): Promise<Result> {
    const { apiToken } = this.#options
    const token = apiToken ?? (await untilAborted(this.#token(server), signal))
    try {
      return await work(token)
    } catch (error) {
      if (!isLoggedOut(error)) throw error
      if (apiToken !== undefined)
        throw new RephloError(
          'logged_out',
          'The Dedicated API does not accept the token in REPHLO_API_TOKEN. Make a new one, ' +
            'or log in without it.',
          { cause: error },
        )
    }
    const renewed = await untilAborted(this.#renew(server, token), signal)
    try {
      return await work(renewed)
    } catch (error) {
      if (!isLoggedOut(error)) throw error
      throw await this.#end(renewed, error)
    }
  }

  async #token(server: string): Promise<string> {
    const session = this.#current ?? (await this.#options.tokens.read())
    if (session?.server !== server) throw notLoggedIn(server)
    this.#current = session
    return session.expiresAt - this.#options.now() < renewBeforeMs
      ? await this.#renew(server, session.accessToken)
      : session.accessToken
  }

  /** One renewal at a time in this process; who comes meanwhile gets its result. */
  async #renew(server: string, refused: string): Promise<string> {
    this.#renewal ??= this.#options
      .exclusively(() => this.#renewNow(server, refused))
      .finally(() => (this.#renewal = undefined))
    return await this.#renewal
  }

  async #renewNow(server: string, refused: string): Promise<string> {
    const { tokens, refresh, now } = this.#options
    const stored = await tokens.read()
    this.#current = stored
    if (stored?.server !== server) throw notLoggedIn(server)
    if (stored.accessToken !== refused && stored.expiresAt - now() >= renewBeforeMs) return stored.accessToken
    try {
      const pair = await refresh(server, stored.refreshToken)
      await this.#keep(server, pair)
      return pair.access_token
    } catch (error) {
      if (isLoggedOut(error)) throw await this.#clear(error)
      throw error
    }
  }

  async #keep(server: string, pair: TokenPair): Promise<void> {
    const { email, tier } = pair.user
    const session = {
      server,
      accessToken: pair.access_token,
      refreshToken: pair.refresh_token,
      expiresAt: this.#options.now() + pair.expires_in * 1000,
      email,
      tier,
    }
    this.#current = session
    await this.#options.tokens.write(session)
  }

  /** Ends the session of a renewed token that was refused, unless somebody has logged in anew. */
  async #end(refused: string, cause: unknown): Promise<RephloError> {
    return await this.#options.exclusively(async () => {
      const stored = await this.#options.tokens.read()
      return stored === undefined || stored.accessToken === refused ? await this.#clear(cause) : ended(cause)
    })
  }

  async #clear(cause: unknown): Promise<RephloError> {
    this.#current = undefined
    // A keychain that fails now keeps tokens that no server takes any more.
    await this.#options.tokens.clear().catch(() => undefined)
    this.#options.onEnded()
    return ended(cause)
  }
}

function isLoggedOut(error: unknown): boolean {
  return error instanceof RephloError && error.code === 'logged_out'
}

function ended(cause: unknown): RephloError {
  return new RephloError('logged_out', 'Your session has ended. Log in again in Settings.', { cause })
}

function notLoggedIn(server: string): RephloError {
  return new RephloError(
    'logged_out',
    `You are not logged in at ${new URL(server).host}. Log in in Settings.`,
  )
}
