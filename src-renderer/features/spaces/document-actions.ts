import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { createEditPreview } from './edit-preview.ts'
import { refreshSpaces } from './load-spaces.ts'
import { attempt, type Draft, type SpacesActions, type SpacesStore } from './spaces-state.ts'

type DocumentActions = Pick<
  SpacesActions,
  | 'importFiles'
  | 'openDocument'
  | 'newDocument'
  | 'edit'
  | 'previewEdit'
  | 'save'
  | 'closeDraft'
  | 'deleteDocument'
>

/** What can be done with the documents of the chosen Space. */
export function createDocumentActions(ipc: Client, store: SpacesStore): DocumentActions {
  const { setState, getState } = store
  const refresh = () => refreshSpaces(ipc, store)
  return {
    importFiles: async () => {
      const spaceId = getState().selectedId
      if (spaceId === undefined) return
      await attempt(store, async () => {
        const { imported, rejected } = await ipc.invoke('documents.importFiles', { spaceId })
        const nothing = imported.length === 0 && rejected.length === 0
        setState({ importResult: nothing ? undefined : { imported: imported.length, rejected } })
        await refresh()
      })
    },
    openDocument: async (id) => {
      await attempt(store, async () => {
        const { spaceId, title, text } = await ipc.invoke('documents.get', { id })
        setState({
          draft: { id, spaceId, title, text, saved: { title, text }, saving: false, problem: undefined },
          preview: undefined,
          previewProblem: undefined,
        })
      })
    },
    newDocument: () => {
      const spaceId = getState().selectedId
      if (spaceId === undefined) return
      setState({ draft: emptyDraft(spaceId), preview: undefined, previewProblem: undefined })
    },
    edit: (change) =>
      setState(({ draft }) => ({ draft: draft && { ...draft, ...change, problem: undefined } })),
    previewEdit: createEditPreview(ipc, store),
    save: () => saveDraft(ipc, store),
    closeDraft: () => setState({ draft: undefined, preview: undefined, previewProblem: undefined }),
    deleteDocument: async (id) => {
      await attempt(store, async () => {
        await ipc.invoke('documents.delete', { id })
        setState({ draft: undefined })
        await refresh()
      })
    },
  }
}

function emptyDraft(spaceId: string): Draft {
  return {
    id: undefined,
    spaceId,
    title: '',
    text: '',
    saved: { title: '', text: '' },
    saving: false,
    problem: undefined,
  }
}

/** Saves the draft. Typing goes on meanwhile: only what was sent counts as saved. */
async function saveDraft(ipc: Client, store: SpacesStore): Promise<boolean> {
  const { setState, getState } = store
  const draft = getState().draft
  if (draft === undefined || draft.saving) return false
  const { id, spaceId, title, text } = draft
  setState({ draft: { ...draft, saving: true, problem: undefined } })
  const settle = (change: Partial<Draft>) =>
    setState(({ draft: now }) => ({
      draft: now?.saving === true ? { ...now, ...change, saving: false } : now,
    }))
  try {
    const saved = await ipc.invoke('documents.save', { id, spaceId, title, text })
    settle({ id: saved.id, saved: { title, text } })
    await attempt(store, () => refreshSpaces(ipc, store))
    return true
  } catch (error) {
    settle({ problem: messageOf(error) })
    return false
  }
}
