import type { Client } from '../../ipc/client.ts'
import type { SpacesStore } from './spaces-state.ts'

/** Loads the documents of a Space, unless another one was chosen meanwhile. */
export async function loadDocuments(
  ipc: Client,
  { setState, getState }: SpacesStore,
  spaceId: string,
): Promise<void> {
  const documents = await ipc.invoke('documents.list', { spaceId })
  if (getState().selectedId === spaceId) setState({ documents })
}

/** Loads the Spaces and the documents of the chosen one; a Space that is gone is let go. */
export async function refreshSpaces(ipc: Client, store: SpacesStore): Promise<void> {
  const { setState, getState } = store
  const spaces = await ipc.invoke('spaces.list')
  const selectedId = spaces.find((space) => space.id === getState().selectedId)?.id ?? spaces[0]?.id
  setState({ spaces, selectedId, loaded: true, ...(selectedId === undefined && { documents: [] }) })
  if (selectedId !== undefined) await loadDocuments(ipc, store, selectedId)
}
