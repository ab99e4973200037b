import { isOwnProvider } from '../../../src-shared/answering-provider.ts'
import type { OwnProviderId, ProviderInfo } from '../../../src-shared/entities.ts'

/** A provider that is reached with a key of one's own, or without any. */
export type OwnProvider = ProviderInfo & { readonly id: OwnProviderId }

export function isOwn(provider: ProviderInfo): provider is OwnProvider {
  return isOwnProvider(provider.id)
}
