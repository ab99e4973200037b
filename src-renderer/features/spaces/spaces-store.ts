import { create } from 'zustand'
import type { DocumentSummary, RejectedFile, SpaceSummary } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

/** A document in the editor. `saved` is what the database holds of it. */
export interface Draft {
  readonly id: string | undefined
  readonly spaceId: string
  readonly title: string
  readonly text: string
  readonly saved: { readonly title: string; readonly text: string }
  readonly saving: boolean
  readonly problem: string | undefined
}

export interface ImportResult {
  readonly imported: number
  readonly rejected: readonly RejectedFile[]
}

const initialState = {
  spaces: [] as readonly SpaceSummary[],
  loaded: false,
  selectedId: undefined as string | undefined,
  documents: [] as readonly DocumentSummary[],
  draft: undefined as Draft | undefined,
  importResult: undefined as ImportResult | undefined,
  problem: undefined as string | undefined,
}

interface SpacesActions {
  start: () => () => void
  select: (spaceId: string) => Promise<void>
  /** Whether it worked, so that a form keeps what was typed when it did not. */
  createSpace: (name: string) => Promise<boolean>
  renameSpace: (id: string, name: string) => Promise<boolean>
  deleteSpace: (id: string) => Promise<void>
  importFiles: () => Promise<void>
  openDocument: (id: string) => Promise<void>
  newDocument: () => void
  edit: (change: { title?: string; text?: string }) => void
  save: () => Promise<boolean>
  closeDraft: () => void
  deleteDocument: (id: string) => Promise<void>
  clearMessages: () => void
}

export type SpacesState = typeof initialState & SpacesActions

export const isDirty = (draft: Draft | undefined) => draft !== undefined && (draft.title !== draft.saved.title || draft.text !== draft.saved.text)

export const selectedSpace = (state: Pick<SpacesState, 'spaces' | 'selectedId'>) => state.spaces.find((space) => space.id === state.selectedId)

export function createSpacesStore(ipc: Client) {
  return create<SpacesState>()((set, get) => {
    /** Runs an action; what goes wrong is shown, and `false` comes back. */
    const attempt = async (action: () => Promise<void>) => {
      try {
        set({ problem: undefined })
        await action()
        return true
      } catch (error) {
        set({ problem: messageOf(error) })
        return false
      }
    }
    const loadDocuments = async (spaceId: string) => {
      const documents = await ipc.invoke('documents.list', { spaceId })
      if (get().selectedId === spaceId) set({ documents })
    }
    const refresh = async () => {
      const spaces = await ipc.invoke('spaces.list')
      const selectedId = spaces.find((space) => space.id === get().selectedId)?.id ?? spaces[0]?.id
      set({ spaces, selectedId, loaded: true, ...(selectedId === undefined && { documents: [] }) })
      if (selectedId !== undefined) await loadDocuments(selectedId)
    }
    return {
      ...initialState,
      start: () => {
        const stop = ipc.listen('spaces.changed', () => void attempt(refresh))
        void attempt(refresh)
        return stop
      },
      select: async (spaceId) => {
        set({ selectedId: spaceId, documents: [], draft: undefined, importResult: undefined })
        await attempt(() => loadDocuments(spaceId))
      },
      createSpace: (name) =>
        attempt(async () => {
          const space = await ipc.invoke('spaces.create', { name })
          set({ selectedId: space.id, documents: [], draft: undefined, importResult: undefined })
          await refresh()
        }),
      renameSpace: (id, name) =>
        attempt(async () => {
          await ipc.invoke('spaces.rename', { id, name })
          await refresh()
        }),
      deleteSpace: async (id) => {
        await attempt(async () => {
          await ipc.invoke('spaces.delete', { id })
          set({ draft: undefined, importResult: undefined })
          await refresh()
        })
      },
      importFiles: async () => {
        const spaceId = get().selectedId
        if (spaceId === undefined) return
        await attempt(async () => {
          const { imported, rejected } = await ipc.invoke('documents.importFiles', { spaceId })
          const nothing = imported.length === 0 && rejected.length === 0
          set({ importResult: nothing ? undefined : { imported: imported.length, rejected } })
          await refresh()
        })
      },
      openDocument: async (id) => {
        await attempt(async () => {
          const { spaceId, title, text } = await ipc.invoke('documents.get', { id })
          set({ draft: { id, spaceId, title, text, saved: { title, text }, saving: false, problem: undefined } })
        })
      },
      newDocument: () => {
        const spaceId = get().selectedId
        if (spaceId === undefined) return
        set({ draft: { id: undefined, spaceId, title: '', text: '', saved: { title: '', text: '' }, saving: false, problem: undefined } })
      },
      edit: (change) => set(({ draft }) => ({ draft: draft && { ...draft, ...change, problem: undefined } })),
      save: async () => {
        const draft = get().draft
        if (draft === undefined || draft.saving) return false
        const { id, spaceId, title, text } = draft
        set({ draft: { ...draft, saving: true, problem: undefined } })
        /** Typing goes on while saving: only what was sent counts as saved. */
        const settle = (change: Partial<Draft>) => set(({ draft: now }) => ({ draft: now && { ...now, ...change, saving: false } }))
        try {
          const saved = await ipc.invoke('documents.save', { id, spaceId, title, text })
          settle({ id: saved.id, saved: { title, text } })
          await attempt(refresh)
          return true
        } catch (error) {
          settle({ problem: messageOf(error) })
          return false
        }
      },
      closeDraft: () => set({ draft: undefined }),
      deleteDocument: async (id) => {
        await attempt(async () => {
          await ipc.invoke('documents.delete', { id })
          set({ draft: undefined })
          await refresh()
        })
      },
      clearMessages: () => set({ problem: undefined, importResult: undefined }),
    }
  })
}

export const useSpaces = createSpacesStore(client)
