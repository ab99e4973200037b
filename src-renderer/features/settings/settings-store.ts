import { create, type StoreApi } from 'zustand'
import type { HotkeyStatus, ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { createCachingActions, initialCaching, type CachingActions } from './caching-actions.ts'
import { createDedicatedActions, initialDedicated, type DedicatedActions } from './dedicated-actions.ts'
import { createEndpointActions, initialEndpoints, type EndpointActions } from './endpoint-actions.ts'
import { createKeyActions, initialKeys, type KeyActions } from './key-actions.ts'

const initialState = {
  settings: undefined as Settings | undefined,
  providers: [] as readonly ProviderInfo[],
  ...initialKeys,
  ...initialEndpoints,
  ...initialCaching,
  ...initialDedicated,
  hotkey: undefined as HotkeyStatus | undefined,
  hotkeyProblem: undefined as string | undefined,
  version: '',
  dataFolder: '',
  problem: undefined as string | undefined,
}

interface SettingsActions extends KeyActions, EndpointActions, CachingActions, DedicatedActions {
  start: () => () => void
  update: (change: Partial<Settings>) => Promise<void>
  setHotkey: (accelerator: string) => Promise<void>
  openDataFolder: () => Promise<void>
}

export type SettingsState = typeof initialState & SettingsActions

async function load(ipc: Client): Promise<Partial<SettingsState>> {
  const [settings, providers, keys, info] = await Promise.all([
    ipc.invoke('settings.get'),
    ipc.invoke('providers.list'),
    ipc.invoke('keys.status'),
    ipc.invoke('app.info'),
  ])
  return {
    settings,
    providers,
    keys,
    hotkey: info.hotkey,
    version: info.version,
    dataFolder: info.dataFolder,
  }
}

interface Store {
  readonly set: StoreApi<SettingsState>['setState']
  readonly get: StoreApi<SettingsState>['getState']
}

type Attempt = (action: () => Promise<Partial<SettingsState>>) => Promise<void>

/** Follows what changes elsewhere; returns what stops that. */
function listenTo(ipc: Client, { set, get }: Store, attempt: Attempt): (() => void)[] {
  const refreshStats = () => get().answerStats !== undefined && void get().loadAnswerStats()
  const refreshCredits = () => get().dedicated?.login !== undefined && void get().loadCredits()
  const refreshDedicated = () => get().dedicated !== undefined && void get().loadDedicated()
  return [
    ipc.listen('settings.changed', (settings) => set({ settings })),
    ipc.listen('hotkey.changed', (hotkey) => set({ hotkey })),
    ipc.listen('savings.changed', refreshStats),
    // A run at the Dedicated API took from the balance, or was told that nothing is left.
    ipc.listen('savings.changed', refreshCredits),
    ipc.listen(
      'providers.changed',
      () => void attempt(async () => ({ providers: await ipc.invoke('providers.list') })),
    ),
    ipc.listen('dedicated.changed', refreshDedicated),
  ]
}

export function createSettingsStore(ipc: Client) {
  return create<SettingsState>()((set, get) => {
    const attempt: Attempt = async (action) => {
      try {
        set({ ...(await action()), problem: undefined })
      } catch (error) {
        set({ problem: messageOf(error) })
      }
    }
    return {
      ...initialState,
      start: () => {
        const stops = listenTo(ipc, { set, get }, attempt)
        void attempt(() => load(ipc))
        return () => stops.forEach((stop) => stop())
      },
      update: (change) => {
        const before = get().settings
        if (before !== undefined) set({ settings: { ...before, ...change } })
        return attempt(async () => {
          try {
            return { settings: await ipc.invoke('settings.update', change) }
          } catch (error) {
            set({ settings: before })
            throw error
          }
        })
      },
      setHotkey: async (accelerator) => {
        try {
          set({ hotkey: await ipc.invoke('hotkey.set', { accelerator }), hotkeyProblem: undefined })
        } catch (error) {
          set({ hotkeyProblem: messageOf(error) })
        }
      },
      ...createKeyActions(ipc, { setState: set }),
      ...createEndpointActions(ipc, { setState: set, getState: get }),
      ...createCachingActions(ipc, { setState: set, getState: get }),
      ...createDedicatedActions(ipc, { setState: set }),
      openDataFolder: () =>
        attempt(async () => {
          await ipc.invoke('app.openDataFolder')
          return {}
        }),
    }
  })
}

export const useSettings = createSettingsStore(client)
