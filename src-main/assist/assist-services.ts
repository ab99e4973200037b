import type { ProviderId } from '../../src-shared/entities.ts'
import type { ModelTable } from '../../src-shared/pricing/price-table.ts'
import type { AnswerCache } from '../answers/answer-cache.ts'
import type { CachingOverrides } from '../caching/config/resolve-caching-config.ts'
import type { CacheLedger } from '../caching/ledger/cache-ledger.ts'
import type { SpaceCacheManager } from '../caching/space-cache-manager.ts'
import type { Stakes } from '../caching/stakes.ts'
import type { CommandStore } from '../commands/command-store.ts'
import type { RunStore } from '../metrics/run-store.ts'
import type { Provider } from '../providers/provider.ts'
import type { KeyStore } from '../secrets/key-store.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { SpaceStore } from '../spaces/space-store.ts'
import type { Conversations } from './conversations.ts'

/** What the pipeline is built from. */
export interface AssistServices {
  readonly commands: CommandStore
  readonly spaces: SpaceStore
  readonly settings: SettingsStore
  readonly keys: KeyStore
  readonly runs: RunStore
  readonly providers: Readonly<Record<ProviderId, Provider>>
  readonly models: ModelTable
  readonly ledger: CacheLedger
  readonly spaceCaches: SpaceCacheManager
  readonly answers: AnswerCache
  readonly conversations: Conversations
  readonly stakes: Stakes
  /** Cache objects that are being made at this moment, by what they will hold. */
  readonly objectsInMaking: Set<string>
  /** Told apart from other environments' kept answers; may be empty. */
  readonly answerKeyPrefix: string
  /**
   * Caching configuration below the settings: the person's file in the data folder, and what Rephlo ships.
   */
  readonly cachingDefaults: { readonly user: CachingOverrides; readonly shipped: CachingOverrides }
  /** Epoch milliseconds. */
  readonly now: () => number
  /** One line in the log; never contains texts or keys. */
  readonly log: (message: string, details: Readonly<Record<string, unknown>>) => void
  /** Reports trouble that must not end a run, such as a disk that is full; never contains texts or keys. */
  readonly report: (message: string, error: unknown) => void
}
