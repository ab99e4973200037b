import type { Client } from '../../ipc/client.ts'
import { loadDocuments, refreshSpaces } from './load-spaces.ts'
import { attempt, type SpacesActions, type SpacesStore } from './spaces-state.ts'

type SpaceActions = Pick<
  SpacesActions,
  'start' | 'select' | 'createSpace' | 'renameSpace' | 'deleteSpace' | 'clearMessages'
>

/** What can be done with Spaces. */
export function createSpaceActions(ipc: Client, store: SpacesStore): SpaceActions {
  const { setState } = store
  const refresh = () => refreshSpaces(ipc, store)
  return {
    start: () => {
      const stop = ipc.listen('spaces.changed', () => void attempt(store, refresh))
      void attempt(store, refresh)
      void attempt(store, async () => setState({ providers: await ipc.invoke('providers.list') }))
      return stop
    },
    select: async (spaceId) => {
      setState({
        selectedId: spaceId,
        documents: [],
        draft: undefined,
        preview: undefined,
        importResult: undefined,
      })
      await attempt(store, () => loadDocuments(ipc, store, spaceId))
    },
    createSpace: (name) =>
      attempt(store, async () => {
        const space = await ipc.invoke('spaces.create', { name })
        setState({
          selectedId: space.id,
          documents: [],
          draft: undefined,
          preview: undefined,
          importResult: undefined,
        })
        await refresh()
      }),
    renameSpace: (id, name) =>
      attempt(store, async () => {
        await ipc.invoke('spaces.rename', { id, name })
        await refresh()
      }),
    deleteSpace: async (id) => {
      await attempt(store, async () => {
        await ipc.invoke('spaces.delete', { id })
        setState({ draft: undefined, preview: undefined, importResult: undefined })
        await refresh()
      })
    },
    clearMessages: () => setState({ problem: undefined, importResult: undefined }),
  }
}
