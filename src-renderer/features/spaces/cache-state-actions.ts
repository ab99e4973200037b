import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { attempt, type CacheStateActions, type SpacesStore } from './spaces-state.ts'

/** How the chosen Space stands with the caches. A failure here keeps nobody from their documents. */
export function createCacheStateActions(ipc: Client, store: SpacesStore): CacheStateActions {
  const { setState, getState } = store
  const refreshCacheState = async () => {
    const id = getState().selectedId
    if (id === undefined) return
    try {
      const state = await ipc.invoke('spaces.cacheState', { id })
      if (getState().selectedId === id)
        setState({ cacheState: { ...state, spaceId: id }, cacheProblem: undefined })
    } catch (error) {
      if (getState().selectedId === id) setState({ cacheState: undefined, cacheProblem: messageOf(error) })
    }
  }
  return {
    refreshCacheState,
    watchCacheState: () => {
      const refresh = () => void refreshCacheState()
      // A run makes a Space warm, an edit makes it cold, and another model has another cache.
      const stops = (['savings.changed', 'spaces.changed', 'settings.changed'] as const).map((name) =>
        ipc.listen(name, refresh),
      )
      refresh()
      return () => stops.forEach((stop) => stop())
    },
    setCachePolicy: async (id, policy) => {
      await attempt(store, async () => {
        const changed = await ipc.invoke('spaces.setCachePolicy', { id, policy })
        setState(({ spaces }) => ({ spaces: spaces.map((space) => (space.id === id ? changed : space)) }))
      })
      await refreshCacheState()
    },
  }
}
