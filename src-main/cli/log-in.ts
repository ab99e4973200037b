import { dedicatedProviderId } from '../../src-shared/dedicated-provider-id.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { Services } from '../app/create-services.ts'
import { checkServerUrl } from '../providers/dedicated-api/check-server-url.ts'
import { readPassword } from './read-password.ts'
import { withServices } from './with-services.ts'
import { tell } from './tell.ts'

export interface LoginOptions {
  readonly server: string
  readonly email: string
  readonly dataDir?: string
}

/**
 * `rephlo login`: a session at the Dedicated API, kept in the keychain for the app and the command line
 * alike.
 */
export async function logIn({ server, email, dataDir }: LoginOptions): Promise<void> {
  const address = checkAddress(server)
  await withServices(dataDir, async ({ dedicated, settings }) => {
    const password = await readPassword()
    if (password === '')
      throw new RephloError('wrong_use', 'There is no password. Type it when asked, or pipe it in.')
    const { login, problem } = await dedicated.login({ server: address, email, password })
    if (login?.keptIn === 'session') {
      await dedicated.logout()
      throw new RephloError(
        'keychain_unavailable',
        'The system keychain cannot be used, so a login would be lost with this command. ' +
          'Install and unlock a keyring, or set REPHLO_API_TOKEN to an API token of the server.',
      )
    }
    process.stdout.write(
      `Logged in at ${new URL(address).host} as ${login?.email ?? email}. ${await balanceWords(dedicated)}\n`,
    )
    if (problem !== undefined) tell(problem)
    if (settings.get().mode !== 'dedicated')
      process.stderr.write(
        `Use it with --provider ${dedicatedProviderId}, or choose the Dedicated API in the app’s Settings.\n`,
      )
  })
}

/** `rephlo logout`: ends the session and removes it from the keychain. */
export async function logOut({ dataDir }: { readonly dataDir?: string }): Promise<void> {
  await withServices(dataDir, async ({ dedicated }) => {
    const { login } = await dedicated.status()
    if (login?.keptIn === 'environment')
      throw new RephloError(
        'wrong_use',
        'A token from REPHLO_API_TOKEN is used, which no logout ends. Take the variable away first.',
      )
    const { problem } = await dedicated.logout()
    if (problem !== undefined) tell(problem)
    process.stdout.write(login === undefined ? 'Nobody was logged in.\n' : 'Logged out.\n')
  })
}

async function balanceWords(dedicated: Services['dedicated']): Promise<string> {
  try {
    const { balance } = await dedicated.credits()
    return `${balance.toLocaleString('en-US')} ${balance === 1 ? 'credit' : 'credits'} left.`
  } catch {
    return 'How many credits are left could not be asked.'
  }
}

function checkAddress(server: string): string {
  try {
    return checkServerUrl(server)
  } catch (error) {
    throw new RephloError('wrong_use', toErrorInfo(error).message, { cause: error })
  }
}
