import { create } from 'zustand'
import { client, type Client } from '../../ipc/client.ts'
import { createCacheStateActions } from './cache-state-actions.ts'
import { createDocumentActions } from './document-actions.ts'
import { createSpaceActions } from './space-actions.ts'
import { initialSpaces, type SpacesState } from './spaces-state.ts'

export function createSpacesStore(ipc: Client) {
  return create<SpacesState>()((setState, getState) => {
    const store = { setState, getState }
    return {
      ...initialSpaces,
      ...createSpaceActions(ipc, store),
      ...createDocumentActions(ipc, store),
      ...createCacheStateActions(ipc, store),
    }
  })
}

export const useSpaces = createSpacesStore(client)
