import type { ProviderId } from '../../src-shared/entities.ts'
import type { ModelTable } from '../../src-shared/pricing/price-table.ts'
import type { CommandStore } from '../commands/command-store.ts'
import type { RunStore } from '../metrics/run-store.ts'
import type { Provider } from '../providers/provider.ts'
import type { KeyStore } from '../secrets/key-store.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { SpaceStore } from '../spaces/space-store.ts'

/** What the pipeline is built from. */
export interface AssistServices {
  readonly commands: CommandStore
  readonly spaces: SpaceStore
  readonly settings: SettingsStore
  readonly keys: KeyStore
  readonly runs: RunStore
  readonly providers: Readonly<Record<ProviderId, Provider>>
  readonly models: ModelTable
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Reports trouble that must not end a run, such as a disk that is full; never contains texts or keys. */
  readonly report: (message: string, error: unknown) => void
}
