import { dedicatedProviderId } from '../../src-shared/dedicated-provider-id.ts'
import type { DedicatedStatus, ProviderId } from '../../src-shared/entities.ts'
import type { ModelTable } from '../../src-shared/pricing/price-table.ts'
import type { Credits } from '../../src-shared/dedicated-api/account.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { DedicatedAccount } from '../dedicated/dedicated-account.ts'
import type { DedicatedLogin } from '../../src-shared/ipc/contract.ts'
import { ModelListStore, type ModelList } from '../dedicated/model-list-store.ts'
import type { SecretStore } from '../dedicated/token-store.ts'
import { checkServerUrl } from '../providers/dedicated-api/check-server-url.ts'
import type { Fetch } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { Storage } from '../storage/storage.ts'
import type { Config } from './config.ts'
import { lazy } from './lazy.ts'

export interface DedicatedParts {
  readonly config: Pick<Config, 'dataFolder' | 'apiToken'>
  readonly fetch: Fetch
  readonly storage: Storage
  readonly settings: SettingsStore
  readonly keychain: SecretStore
  readonly now: () => number
  readonly report: (message: string, error: unknown) => void
}

type DedicatedChange = 'login' | 'models'

/**
 * The Dedicated API as windows, handlers and the command line work with
 * it. Nothing is loaded or asked before it is used.
 */
export interface Dedicated {
  /** The server that runs go to; undefined when none was ever logged in to. */
  server(): string | undefined
  /** Another server than that of the settings, for the life of this process. */
  useServer(server: string): void
  readonly account: () => Promise<DedicatedAccount>
  /** Who is logged in, as far as this computer knows. Never rejects. */
  readonly status: () => Promise<DedicatedStatus>
  /**
   * Logs in, remembers the server and loads its models. The password is
   * sent and forgotten. Throws what it is refused for.
   */
  readonly login: (login: DedicatedLogin) => Promise<DedicatedStatus>
  readonly logout: () => Promise<DedicatedStatus>
  /** What is left to spend, asked now. Throws `logged_out` and what the gateway refuses it for. */
  readonly credits: () => Promise<Credits>
  /** The table with the models of the server. */
  withModels(table: ModelTable): ModelTable
  onChange(listener: (change: DedicatedChange) => void): void
}

export function createDedicated(parts: DedicatedParts): Dedicated {
  const models = new ModelListStore(parts.storage)
  const listeners = new Set<(change: DedicatedChange) => void>()
  let chosen: string | undefined
  const server = (): string | undefined => chosen ?? serverOf(parts.settings)
  const table = rememberTable()
  const announce = (change: DedicatedChange): void => listeners.forEach((listener) => listener(change))
  const account = lazy(() => openAccount(parts, models, announce))
  const status = async (): Promise<DedicatedStatus> => {
    const opened = await account()
    const present = await opened.status(server())
    if (present.login !== undefined && present.server !== undefined)
      void opened.refreshOldModels(present.server)
    return withLastEmail(present, parts.settings)
  }
  return {
    server,
    useServer: (address) => (chosen = address),
    account,
    status,
    login: async ({ server: address, ...credentials }) => {
      const present = checkServerUrl(address)
      const opened = await account()
      await opened.login(present, credentials)
      rememberLogin(parts.settings, present, credentials.email)
      await opened.loadModels(present)
      forgetOldModel(parts.settings, models.get(present))
      announce('login')
      return await opened.status(present)
    },
    logout: async () => {
      await (await account()).logout()
      return await status()
    },
    credits: async () => {
      const present = server()
      if (present === undefined)
        throw new RephloError(
          'logged_out',
          'You are not logged in to the Dedicated API yet. Log in in Settings.',
        )
      return await (await account()).credits(present)
    },
    withModels: (shipped) => {
      const present = server()
      return table(shipped, present === undefined ? undefined : models.get(present))
    },
    onChange: (listener) => void listeners.add(listener),
  }
}

/** An address that cannot be used is none: the person logs in anew. */
function serverOf(settings: SettingsStore): string | undefined {
  const address = settings.get().baseUrls[dedicatedProviderId] ?? ''
  try {
    return address === '' ? undefined : checkServerUrl(address)
  } catch {
    return undefined
  }
}

/** Server and e-mail address are kept for the next login; the password never is. */
function rememberLogin(settings: SettingsStore, server: string, email: string): void {
  const { baseUrls, dedicatedEmail } = settings.get()
  const isKnown = baseUrls[dedicatedProviderId] === server && dedicatedEmail === email
  if (!isKnown)
    settings.update({ baseUrls: { ...baseUrls, [dedicatedProviderId]: server }, dedicatedEmail: email })
}

/** Who is logged in is named by the login itself. */
function withLastEmail(status: DedicatedStatus, settings: SettingsStore): DedicatedStatus {
  const { dedicatedEmail } = settings.get()
  return status.login !== undefined || dedicatedEmail === ''
    ? status
    : { ...status, lastEmail: dedicatedEmail }
}

/** A model that another server had is not asked of this one. */
function forgetOldModel(settings: SettingsStore, list: ModelList | undefined): void {
  const { [dedicatedProviderId]: chosen, ...others } = settings.get().models
  const isGone = chosen !== undefined && list !== undefined && !list.models.some(({ id }) => id === chosen)
  if (isGone) settings.update({ models: others })
}

async function openAccount(
  { config, fetch, keychain, now, report }: DedicatedParts,
  models: ModelListStore,
  announce: (change: DedicatedChange) => void,
): Promise<DedicatedAccount> {
  const [{ DedicatedAccount: Account }, { TokenStore }, { withFolderLock }, { createGatewayClient }] =
    await Promise.all([
      import('../dedicated/dedicated-account.ts'),
      import('../dedicated/token-store.ts'),
      import('../dedicated/folder-lock.ts'),
      import('../providers/dedicated-api/gateway-client.ts'),
    ])
  return new Account({
    gateway: createGatewayClient({ fetch }),
    tokens: new TokenStore(keychain, config.dataFolder),
    models,
    exclusively: (work) => withFolderLock(config.dataFolder, work),
    apiToken: config.apiToken,
    now,
    announce,
    report,
  })
}

/** Makes the table anew when one of its halves is another one. */
function rememberTable(): (shipped: ModelTable, list: ModelList | undefined) => ModelTable {
  let latest:
    | { readonly shipped: ModelTable; readonly list: ModelList | undefined; readonly table: ModelTable }
    | undefined
  return (shipped, list) => {
    if (latest?.shipped !== shipped || latest.list !== list)
      latest = {
        shipped,
        list,
        table: {
          ...shipped,
          [dedicatedProviderId satisfies ProviderId]: {
            defaultModel: list?.models[0]?.id ?? '',
            models: [...(list?.models ?? [])],
          },
        },
      }
    return latest.table
  }
}
