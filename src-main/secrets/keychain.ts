import { RephloError } from '../../src-shared/rephlo-error.ts'
import { keyVariableOf } from '../../src-shared/vendors/vendor-names.ts'

const service = 'Rephlo'

/** The part of keytar that is used. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/**
 * The operating system's keychain. Every method throws
 * `keychain_unavailable` when there is none or it stays locked.
 */
export class Keychain {
  readonly #load: () => Promise<Keytar>
  #keytar: Promise<Keytar> | undefined

  constructor(load: () => Promise<Keytar> = loadKeytar) {
    this.#load = load
  }

  async get(account: string): Promise<string | undefined> {
    const consequence = 'the key could not be read'
    const secret = await this.#use(account, consequence, (keytar) => keytar.getPassword(service, account))
    return secret ?? undefined
  }

  async set(account: string, secret: string): Promise<void> {
    await this.#use(account, 'the key was not stored', (keytar) =>
      keytar.setPassword(service, account, secret),
    )
  }

  async delete(account: string): Promise<void> {
    await this.#use(account, 'the key was not removed', (keytar) => keytar.deletePassword(service, account))
  }

  async #use<Result>(
    account: string,
    consequence: string,
    action: (keytar: Keytar) => Promise<Result>,
  ): Promise<Result> {
    try {
      this.#keytar ??= this.#load()
      return await action(await this.#keytar)
    } catch (cause) {
      this.#keytar = undefined
      throw new RephloError('keychain_unavailable', unavailableMessage(account, consequence), {
        cause,
        retryable: true,
      })
    }
  }
}

async function loadKeytar(): Promise<Keytar> {
  const loaded = await import('keytar')
  return loaded.default
}

function unavailableMessage(account: string, consequence: string): string {
  const advice = {
    linux: 'Install and unlock a keyring such as GNOME Keyring or KWallet (and libsecret), then try again.',
    darwin: 'Unlock your login keychain in Keychain Access, then try again.',
    win32: 'Check that the Windows service “Credential Manager” is running, then try again.',
  }
  const platform = process.platform
  const what =
    platform === 'linux' || platform === 'darwin' || platform === 'win32'
      ? advice[platform]
      : 'Check your system’s keychain, then try again.'
  const variable = keyVariableOf(account)
  const inTerminal = variable === undefined ? '' : ` (on the command line: in ${variable})`
  return (
    `The system keychain cannot be used, so ${consequence}. ${what} ` +
    `Until then you can use a key for this session only${inTerminal}.`
  )
}
