import { create } from 'zustand'
import type { HotkeyStatus, KeyStatus, ProviderId, ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

/** What came of the last thing done with a key. */
export interface KeyNote {
  readonly level: 'good' | 'warning' | 'error'
  readonly message: string
}

const initialState = {
  settings: undefined as Settings | undefined,
  providers: [] as readonly ProviderInfo[],
  keys: [] as readonly KeyStatus[],
  keyNotes: {} as Partial<Record<ProviderId, KeyNote>>,
  busyKey: undefined as ProviderId | undefined,
  hotkey: undefined as HotkeyStatus | undefined,
  hotkeyProblem: undefined as string | undefined,
  version: '',
  dataFolder: '',
  problem: undefined as string | undefined,
}

interface SettingsActions {
  start: () => () => void
  update: (change: Partial<Settings>) => Promise<void>
  setHotkey: (accelerator: string) => Promise<void>
  /** Whether the key was kept, so that the field can be cleared. */
  saveKey: (provider: ProviderId, key: string, sessionOnly: boolean) => Promise<boolean>
  testKey: (provider: ProviderId) => Promise<void>
  removeKey: (provider: ProviderId) => Promise<void>
  openDataFolder: () => Promise<void>
}

export type SettingsState = typeof initialState & SettingsActions

const keptNotes = { keychain: 'Kept in the keychain of this computer.', session: 'Kept for this session only; it is gone when Rephlo quits.', environment: 'Taken from the environment.', none: 'No key was kept.' }

export function createSettingsStore(ipc: Client) {
  return create<SettingsState>()((set, get) => {
    const attempt = async (action: () => Promise<Partial<SettingsState>>) => {
      try {
        set({ ...(await action()), problem: undefined })
      } catch (error) {
        set({ problem: messageOf(error) })
      }
    }
    const load = async () => {
      const [settings, providers, keys, info] = await Promise.all([ipc.invoke('settings.get'), ipc.invoke('providers.list'), ipc.invoke('keys.status'), ipc.invoke('app.info')])
      return { settings, providers, keys, hotkey: info.hotkey, version: info.version, dataFolder: info.dataFolder }
    }
    const note = (provider: ProviderId, keyNote: KeyNote | undefined) => set((state) => ({ keyNotes: { ...state.keyNotes, [provider]: keyNote } }))
    const replaceStatus = (status: KeyStatus) => set((state) => ({ keys: [...state.keys.filter((key) => key.provider !== status.provider), status] }))
    /** Runs an action on a key; what goes wrong is shown beside that key. */
    const withKey = async (provider: ProviderId, action: () => Promise<KeyNote>) => {
      set({ busyKey: provider })
      note(provider, undefined)
      try {
        note(provider, await action())
        return true
      } catch (error) {
        note(provider, { level: 'error', message: messageOf(error) })
        return false
      } finally {
        set({ busyKey: undefined })
      }
    }
    return {
      ...initialState,
      start: () => {
        const stops = [ipc.listen('settings.changed', (settings) => set({ settings })), ipc.listen('hotkey.changed', (hotkey) => set({ hotkey }))]
        void attempt(load)
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
      saveKey: (provider, key, sessionOnly) =>
        withKey(provider, async () => {
          const status = await ipc.invoke('keys.save', { provider, key, sessionOnly })
          replaceStatus(status)
          return { level: status.location === 'session' && !sessionOnly ? 'warning' : 'good', message: `Key saved. ${keptNotes[status.location]}` }
        }),
      testKey: async (provider) => {
        await withKey(provider, async () => {
          const { works, message } = await ipc.invoke('keys.test', { provider })
          return { level: works ? 'good' : 'warning', message }
        })
      },
      removeKey: async (provider) => {
        await withKey(provider, async () => {
          replaceStatus(await ipc.invoke('keys.delete', { provider }))
          return { level: 'good', message: 'The key was removed.' }
        })
      },
      openDataFolder: () =>
        attempt(async () => {
          await ipc.invoke('app.openDataFolder')
          return {}
        }),
    }
  })
}

export const useSettings = createSettingsStore(client)
