import type { KeyStatus, ProviderId } from '../../src-shared/entities.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { Keychain } from './keychain.ts'

/**
 * Finds the key of a provider: one given for this session, then the environment, then
 * the OS keychain. Keys are handed to providers alone; status and errors never contain
 * them, and nothing is ever stored in plain text.
 */
export class KeyStore {
  readonly #keychain: Keychain
  readonly #environment: Readonly<Partial<Record<ProviderId, string>>>
  readonly #session = new Map<ProviderId, string>()

  constructor(keychain: Keychain, environment: Readonly<Partial<Record<ProviderId, string>>>) {
    this.#keychain = keychain
    this.#environment = environment
  }

  /** Undefined when there is none; throws `keychain_unavailable` when the keychain could not be asked. */
  async get(provider: ProviderId): Promise<string | undefined> {
    return this.#session.get(provider) ?? this.#environment[provider] ?? (await this.#keychain.get(provider))
  }

  /**
   * Throws `keychain_unavailable` and keeps nothing when the keychain fails and `sessionOnly` was not asked
   * for.
   */
  async save(provider: ProviderId, key: string, sessionOnly: boolean): Promise<void> {
    const trimmed = key.trim()
    if (!/^[\x21-\x7e]+$/.test(trimmed)) {
      throw new RephloError(
        'bad_input',
        'This does not look like an API key: it has spaces or unusual characters. ' +
          'Copy it again from the provider’s website.',
      )
    }
    if (sessionOnly) {
      this.#session.set(provider, trimmed)
    } else {
      await this.#keychain.set(provider, trimmed)
      this.#session.delete(provider)
    }
  }

  /** Throws `keychain_unavailable`, unless there was a key for this session alone and it is gone now. */
  async delete(provider: ProviderId): Promise<void> {
    const hadSessionKey = this.#session.delete(provider)
    try {
      await this.#keychain.delete(provider)
    } catch (error) {
      if (!hadSessionKey) throw error
    }
  }

  async status(provider: ProviderId): Promise<KeyStatus> {
    if (this.#session.has(provider)) return { provider, location: 'session' }
    if (this.#environment[provider] !== undefined) return { provider, location: 'environment' }
    try {
      return { provider, location: (await this.#keychain.get(provider)) === undefined ? 'none' : 'keychain' }
    } catch (error) {
      return { provider, location: 'none', keychainProblem: toErrorInfo(error).message }
    }
  }
}
