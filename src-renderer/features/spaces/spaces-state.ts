import type { StoreApi } from 'zustand'
import type {
  CachePolicy,
  DocumentSummary,
  ProviderInfo,
  RejectedFile,
  SpaceSummary,
} from '../../../src-shared/entities.ts'
import type { EditPreview, SpaceCacheState } from '../../../src-shared/ipc/contract.ts'
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

export const initialSpaces = {
  spaces: [] as readonly SpaceSummary[],
  loaded: false,
  selectedId: undefined as string | undefined,
  documents: [] as readonly DocumentSummary[],
  draft: undefined as Draft | undefined,
  /** What saving the draft would cost; undefined when there is nothing to save or it is not known yet. */
  preview: undefined as EditPreview | undefined,
  previewProblem: undefined as string | undefined,
  /** How the chosen Space stands with the caches. */
  cacheState: undefined as (SpaceCacheState & { readonly spaceId: string }) | undefined,
  cacheProblem: undefined as string | undefined,
  providers: [] as readonly ProviderInfo[],
  importResult: undefined as ImportResult | undefined,
  problem: undefined as string | undefined,
}

/** What can be done about how the chosen Space is cached. */
export interface CacheStateActions {
  setCachePolicy: (id: string, policy: CachePolicy) => Promise<void>
  refreshCacheState: () => Promise<void>
  /** Keeps the state fresh while it is looked at; returns how to stop. */
  watchCacheState: () => () => void
}

export interface SpacesActions extends CacheStateActions {
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
  /** Asks what saving the draft would cost. */
  previewEdit: () => Promise<void>
  save: () => Promise<boolean>
  closeDraft: () => void
  deleteDocument: (id: string) => Promise<void>
  clearMessages: () => void
}

export type SpacesState = typeof initialSpaces & SpacesActions

export const isDirty = (draft: Draft | undefined) =>
  draft !== undefined && (draft.title !== draft.saved.title || draft.text !== draft.saved.text)

export const selectedSpace = (state: Pick<SpacesState, 'spaces' | 'selectedId'>) =>
  state.spaces.find((space) => space.id === state.selectedId)

export type SpacesStore = Pick<StoreApi<SpacesState>, 'setState' | 'getState'>

/** Runs an action; what goes wrong is shown, and `false` comes back. */
export async function attempt({ setState }: SpacesStore, action: () => Promise<void>): Promise<boolean> {
  try {
    setState({ problem: undefined })
    await action()
    return true
  } catch (error) {
    setState({ problem: messageOf(error) })
    return false
  }
}
