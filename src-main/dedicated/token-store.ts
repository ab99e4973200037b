import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { storedSessionSchema, type StoredSession } from './stored-session.ts'

/**
 * The part of the OS keychain that is used. Every method throws
 * `keychain_unavailable` when it cannot be used.
 */
export interface SecretStore {
  get(account: string): Promise<string | undefined>
  set(account: string, secret: string): Promise<void>
  delete(account: string): Promise<void>
}

/** The name of a profile's entry in the keychain: every data folder has a login of its own. */
export function keychainAccountOf(dataFolder: string): string {
  return `dedicated-api ${createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16)}`
}

/**
 * The tokens of one profile: in the OS keychain, which all processes of the profile share, or, where that
 * cannot be used, in the memory of this process alone.
 */
export class TokenStore {
  readonly #keychain: SecretStore
  readonly #account: string
  #memory: StoredSession | undefined

  constructor(keychain: SecretStore, dataFolder: string) {
    this.#keychain = keychain
    this.#account = keychainAccountOf(dataFolder)
  }

  /** Whether the present tokens are in memory alone. */
  get isInMemory(): boolean {
    return this.#memory !== undefined
  }

  /** What is kept now, by whichever process; undefined without a login. Throws `keychain_unavailable`. */
  async read(): Promise<StoredSession | undefined> {
    if (this.#memory !== undefined) return this.#memory
    const text = await this.#keychain.get(this.#account)
    return text === undefined ? undefined : parse(text)
  }

  /** Keeps a session, in memory where the keychain cannot be used. */
  async write(session: StoredSession): Promise<void> {
    try {
      await this.#keychain.set(this.#account, JSON.stringify(session))
      this.#memory = undefined
    } catch {
      this.#memory = session
    }
  }

  /** Throws `keychain_unavailable`, unless the tokens were in memory alone and are gone now. */
  async clear(): Promise<void> {
    const wasInMemory = this.isInMemory
    this.#memory = undefined
    try {
      await this.#keychain.delete(this.#account)
    } catch (error) {
      if (!wasInMemory) throw error
    }
  }
}

/** What cannot be read is no login: the person logs in again. */
function parse(text: string): StoredSession | undefined {
  try {
    return storedSessionSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
