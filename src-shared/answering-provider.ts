import { dedicatedProviderId } from './dedicated-provider-id.ts'
import type { OwnProviderId, ProviderId, Settings } from './entities.ts'

/** Who answers now. */
export function answeringProvider({ mode, provider }: Pick<Settings, 'mode' | 'provider'>): ProviderId {
  return mode === 'dedicated' ? dedicatedProviderId : provider
}

/** Whether a provider is one of a person's own. */
export function isOwnProvider(id: ProviderId): id is OwnProviderId {
  return id !== dedicatedProviderId
}
