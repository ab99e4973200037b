import { isOwnProvider } from '../../../src-shared/answering-provider.ts'
import { providerIds, type ProviderId } from '../../../src-shared/entities.ts'
import { findPrice } from '../../../src-shared/pricing/find-price.ts'
import type { ModelTable } from '../../../src-shared/pricing/price-table.ts'
import { RephloError, toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { Credentials, Provider } from '../../providers/provider.ts'
import type { KeyStore } from '../../secrets/key-store.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

const testTimeoutMs = 15_000

export interface KeyDependencies {
  readonly keys: KeyStore
  readonly providers: Readonly<Record<ProviderId, Provider>>
  readonly models: () => ModelTable
  readonly credentialsFor: (provider: Provider) => Promise<Credentials>
  /** ISO date that prices are shown for. */
  readonly today: () => string
}

/** Providers with their models, and the keys for them: stored, removed and tested, never read back. */
export function keyHandlers({
  keys,
  providers,
  models,
  credentialsFor,
  today,
}: KeyDependencies): DomainHandlers<'providers' | 'keys'> {
  return {
    'providers.list': () => providerIds.map((id) => describeProvider(providers[id], models(), today())),
    'keys.status': () =>
      Promise.all(
        providerIds.filter((id) => isOwnProvider(id) && !providers[id].practice).map((id) => keys.status(id)),
      ),
    'keys.save': async ({ provider, key, sessionOnly }) => {
      if (providers[provider].practice) throw new RephloError('bad_input', 'Practice needs no key.')
      if (!isOwnProvider(provider))
        throw new RephloError('wrong_use', 'The Dedicated API takes no key. Log in instead.')
      await keys.save(provider, key, sessionOnly)
      return keys.status(provider)
    },
    'keys.delete': async ({ provider }) => {
      await keys.delete(provider)
      return keys.status(provider)
    },
    'keys.test': async ({ provider }) => {
      try {
        const chosen = providers[provider]
        await chosen.checkKey(await credentialsFor(chosen), AbortSignal.timeout(testTimeoutMs))
        return { works: true, message: `${chosen.name} accepts this key.` }
      } catch (error) {
        return { works: false, message: toErrorInfo(error).message }
      }
    },
  }
}

function describeProvider(provider: Provider, table: ModelTable, today: string) {
  const { id, name, practice, needsKey, defaultBaseUrl } = provider
  const entry = table[id]
  const models = (entry?.models ?? []).map((model) => {
    const price = findPrice(model, today)
    return {
      id: model.id,
      name: model.name,
      contextTokens: model.contextTokens,
      inputPrice: price?.input,
      outputPrice: price?.output,
    }
  })
  return { id, name, practice, needsKey, defaultBaseUrl, defaultModel: entry?.defaultModel ?? '', models }
}
