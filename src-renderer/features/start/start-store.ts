import { create } from 'zustand'
import { answeringProvider } from '../../../src-shared/answering-provider.ts'
import type { HotkeyStatus, ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

const initialState = {
  hotkey: undefined as HotkeyStatus | undefined,
  settings: undefined as Settings | undefined,
  providers: [] as readonly ProviderInfo[],
  problem: undefined as string | undefined,
}

type StartState = typeof initialState & { start: () => () => void }

export function createStartStore(ipc: Client) {
  return create<StartState>()((set) => {
    const load = async () => {
      try {
        const [info, settings, providers] = await Promise.all([
          ipc.invoke('app.info'),
          ipc.invoke('settings.get'),
          ipc.invoke('providers.list'),
        ])
        set({ hotkey: info.hotkey, settings, providers })
      } catch (error) {
        set({ problem: messageOf(error) })
      }
    }
    return {
      ...initialState,
      start: () => {
        const stops = [
          ipc.listen('hotkey.changed', (hotkey) => set({ hotkey })),
          ipc.listen('settings.changed', (settings) => set({ settings })),
          ipc.listen('providers.changed', () => void load()),
        ]
        void load()
        return () => stops.forEach((stop) => stop())
      },
    }
  })
}

/** The provider that answers now. */
export const activeProvider = ({ settings, providers }: Pick<StartState, 'settings' | 'providers'>) =>
  settings === undefined
    ? undefined
    : providers.find((provider) => provider.id === answeringProvider(settings))

export const useStart = createStartStore(client)
