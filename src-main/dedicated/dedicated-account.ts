import type { Credits, TokenPair } from '../../src-shared/dedicated-api/account.ts'
import type { DedicatedStatus } from '../../src-shared/entities.ts'
import type { Model } from '../../src-shared/pricing/price-table.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { ModelListStore } from './model-list-store.ts'
import { SessionKeeper, type SessionKeeperOptions } from './session-keeper.ts'

export interface LoginCredentials {
  readonly email: string
  readonly password: string
}

/**
 * The endpoints that an account needs; see `GatewayClient` in providers/dedicated-api for what they throw.
 */
export interface Gateway {
  login(server: string, credentials: LoginCredentials): Promise<TokenPair>
  refresh(server: string, refreshToken: string): Promise<TokenPair>
  logout(server: string, token: string): Promise<void>
  credits(server: string, token: string): Promise<Credits>
  models(server: string, token: string): Promise<readonly Model[]>
}

export interface DedicatedAccountOptions extends Pick<
  SessionKeeperOptions,
  'tokens' | 'exclusively' | 'apiToken' | 'now'
> {
  readonly gateway: Gateway
  readonly models: ModelListStore
  /** Announces that the login or the models have changed. */
  readonly announce: (change: 'login' | 'models') => void
  /** Reports trouble that stops nobody; never contains tokens. */
  readonly report: (message: string, error: unknown) => void
}

/** Prices that are older are asked for again, in milliseconds. */
const modelsLastMs = 60 * 60_000
const requestTimeoutMs = 30_000
const withoutKeychain =
  'The system keychain cannot be used, so this login lasts until Rephlo quits. ' +
  'Install and unlock a keyring, then log in again.'

/**
 * The login of a profile at a gateway: who it is, what is left to spend, and what may be used at which
 * prices.
 */
export class DedicatedAccount {
  readonly #options: DedicatedAccountOptions
  readonly #session: SessionKeeper
  readonly #ratios = new Map<string, number>()
  #hasEnded = false
  /** Why the models of the present login are not known. */
  #modelsProblem: string | undefined

  constructor(options: DedicatedAccountOptions) {
    this.#options = options
    const { gateway, announce } = options
    this.#session = new SessionKeeper({
      ...options,
      refresh: (server, token) => gateway.refresh(server, token),
      onEnded: () => {
        this.#hasEnded = true
        announce('login')
      },
    })
  }

  /** Who is logged in, without asking anybody; `server` is the address of the last login. Never rejects. */
  async status(server: string | undefined): Promise<DedicatedStatus> {
    const { tokens, apiToken } = this.#options
    if (apiToken !== undefined) return { server, login: { keptIn: 'environment' } }
    try {
      const stored = await tokens.read()
      if (stored === undefined)
        return { server, problem: this.#hasEnded ? 'Your session has ended. Log in again.' : undefined }
      const { email, tier } = stored
      const keptIn = tokens.isInMemory ? 'session' : 'keychain'
      return {
        server: stored.server,
        login: { email, tier, keptIn },
        problem: keptIn === 'session' ? withoutKeychain : this.#modelsProblem,
      }
    } catch (error) {
      return { server, problem: toErrorInfo(error).message }
    }
  }

  /**
   * Logs in in place of whoever was, without announcing it yet. The password is sent and
   * forgotten. Throws what the gateway refuses it for.
   */
  async login(server: string, credentials: LoginCredentials): Promise<void> {
    const pair = await this.#options.gateway.login(server, credentials)
    await this.#session.begin(server, pair)
    this.#hasEnded = false
    this.#modelsProblem = undefined
  }

  /** Asks for the models after a login; trouble is told by `status`. Never rejects. */
  async loadModels(server: string): Promise<void> {
    try {
      await this.refreshModels(server)
    } catch (error) {
      this.#modelsProblem = `The models of the server could not be loaded. ${toErrorInfo(error).message}`
    }
  }

  /**
   * Logs out here, and at the server if it can be reached. Throws
   * `keychain_unavailable` when the tokens could not be removed.
   */
  async logout(): Promise<void> {
    const { gateway, announce, report, tokens, apiToken } = this.#options
    const stored = await tokens.read()
    // A token from the surroundings is not this login's, and not to be ended.
    if (stored !== undefined && apiToken === undefined) {
      const { server } = stored
      const ending = this.#session.withToken(server, AbortSignal.timeout(requestTimeoutMs), (token) =>
        gateway.logout(server, token),
      )
      await ending.catch((error: unknown) =>
        report('The session could not be ended at the server; it ends there by itself', error),
      )
    }
    await this.#session.forget()
    this.#hasEnded = false
    announce('login')
  }

  /** See `GatewaySession` in providers/dedicated-api. */
  async withToken<Result>(
    server: string,
    signal: AbortSignal,
    work: (token: string) => Promise<Result>,
  ): Promise<Result> {
    return await this.#session.withToken(server, signal, work)
  }

  async credits(server: string): Promise<Credits> {
    const credits = await this.#ask(server, (token) => this.#options.gateway.credits(server, token))
    this.#ratios.set(server, credits.creditsPerDollar)
    return credits
  }

  /** What a dollar buys; undefined when it is not known. Never rejects. */
  async creditsPerDollar(server: string): Promise<number | undefined> {
    const known = this.#ratios.get(server) ?? this.#options.models.get(server)?.creditsPerDollar
    if (known !== undefined) return known
    try {
      return (await this.credits(server)).creditsPerDollar
    } catch (error) {
      this.#options.report('What a credit is worth could not be asked', error)
      return undefined
    }
  }

  /**
   * Asks for models, prices and the worth of a credit, and keeps them. Throws what the gateway refuses it
   * for.
   */
  async refreshModels(server: string): Promise<void> {
    const { gateway, models, now, announce } = this.#options
    const fetchedAt = now()
    const [listed, credits] = await Promise.all([
      this.#ask(server, (token) => gateway.models(server, token)),
      // Not every token may read the balance.
      this.#creditsOrNone(server),
    ])
    this.#modelsProblem = undefined
    models.save(server, {
      fetchedAt,
      creditsPerDollar: credits?.creditsPerDollar ?? models.get(server)?.creditsPerDollar,
      models: listed,
    })
    announce('models')
  }

  /**
   * Refreshes what is known of a server when that is old; trouble is
   * reported, for the old is as good as nothing newer.
   */
  async refreshOldModels(server: string): Promise<void> {
    const { models, now, report } = this.#options
    const age = now() - (models.get(server)?.fetchedAt ?? Number.NEGATIVE_INFINITY)
    if (age >= 0 && age < modelsLastMs) return
    await this.refreshModels(server).catch((error: unknown) =>
      report('The models of the Dedicated API could not be refreshed', error),
    )
  }

  async #creditsOrNone(server: string): Promise<Credits | undefined> {
    try {
      return await this.credits(server)
    } catch (error) {
      this.#options.report('The balance could not be asked', error)
      return undefined
    }
  }

  async #ask<Result>(server: string, work: (token: string) => Promise<Result>): Promise<Result> {
    const patience = AbortSignal.timeout(requestTimeoutMs)
    try {
      return await this.#session.withToken(server, patience, work)
    } catch (error) {
      if (error !== patience.reason) throw error
      throw new RephloError(
        'timeout',
        'The Dedicated API did not answer in time. Check your connection and try again.',
        { cause: error, retryable: true },
      )
    }
  }
}
