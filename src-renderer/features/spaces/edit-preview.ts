import { toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { Client } from '../../ipc/client.ts'
import { isDirty, type Draft, type SpacesStore } from './spaces-state.ts'

const nothing = { preview: undefined, previewProblem: undefined }

const same = (one: Draft | undefined, other: Draft | undefined) =>
  one?.id === other?.id && one?.title === other?.title && one?.text === other?.text

/**
 * Asks what saving the draft would cost. One question at a time: a document may be large, and an answer about
 * a draft that has changed meanwhile is not shown; the next one is asked for instead.
 */
export function createEditPreview(ipc: Client, { setState, getState }: SpacesStore): () => Promise<void> {
  let asking = false
  const ask = async (): Promise<void> => {
    const { draft } = getState()
    if (draft === undefined || !isDirty(draft)) {
      setState(nothing)
      return
    }
    const { id, spaceId, title, text } = draft
    const preview = await ipc.invoke('documents.previewEdit', { id, spaceId, title, text })
    if (same(getState().draft, draft)) setState({ preview, previewProblem: undefined })
    else await ask()
  }
  return async () => {
    if (asking) return
    asking = true
    try {
      await ask()
    } catch (error) {
      const { code, message } = toErrorInfo(error)
      // What is still to be filled in is said when it is saved, not while it is written.
      setState({ preview: undefined, previewProblem: code === 'bad_input' ? undefined : message })
    } finally {
      asking = false
    }
  }
}
