import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { received, type PickerState, type PickerStore } from './picker-state.ts'

/** Loads what the popup shows before it is needed, and follows changes; returns how to stop. */
export function startLoading(ipc: Client, { setState, getState }: PickerStore): () => void {
  const attempt = (work: Promise<Partial<PickerState>>) =>
    void work.then(setState, (error: unknown) => setState({ problem: messageOf(error) }))
  const loadCommands = async () => ({ commands: await ipc.invoke('commands.list') })
  const loadSpaces = async () => {
    const spaces = await ipc.invoke('spaces.list')
    const known = spaces.some((space) => space.id === getState().spaceId)
    return { spaces, ...(!known && { spaceId: null }) }
  }
  const loadProviders = async () => ({ providers: await ipc.invoke('providers.list') })
  const loadAll = async () => {
    const [settings, providers, spaces, commands] = await Promise.all([
      ipc.invoke('settings.get'),
      ipc.invoke('providers.list'),
      ipc.invoke('spaces.list'),
      ipc.invoke('commands.list'),
    ])
    const last = spaces.find((space) => space.id === settings.lastSpaceId)
    return { settings, providers, spaces, commands, spaceId: last?.id ?? null }
  }
  const loadContext = async () => {
    const context = await ipc.invoke('assist.context')
    return getState().opening === 0 ? received(context) : {}
  }
  const stops = [
    ipc.listen('commands.changed', () => attempt(loadCommands())),
    ipc.listen('spaces.changed', () => attempt(loadSpaces())),
    ipc.listen('settings.changed', (settings) => setState({ settings })),
    ipc.listen('providers.changed', () => attempt(loadProviders())),
  ]
  attempt(loadAll())
  attempt(loadContext())
  return () => stops.forEach((stop) => stop())
}
