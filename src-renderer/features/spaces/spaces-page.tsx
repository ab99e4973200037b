import { Layers } from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { DocumentEditor } from './document-editor.tsx'
import { SpaceDetail } from './space-detail.tsx'
import { SpaceList } from './space-list.tsx'
import './spaces.css'
import { isDirty, selectedSpace } from './spaces-state.ts'
import { useSpaces } from './spaces-store.ts'

/** Spaces on the left; on the right the documents of one, or a document in the editor. */
export function SpacesPage() {
  const space = useSpaces(selectedSpace)
  const loaded = useSpaces((state) => state.loaded)
  const editing = useSpaces((state) => state.draft !== undefined)
  /** What the person wants to do although changes are not saved. */
  const [waiting, setWaiting] = useState<() => void>()
  const guard = (proceed: () => void) => {
    if (isDirty(useSpaces.getState().draft)) setWaiting(() => proceed)
    else proceed()
  }
  return (
    <div className="split">
      <SpaceList guard={guard} />
      <div className="split-main">
        {editing ? (
          <DocumentEditor guard={guard} />
        ) : (
          space !== undefined && <SpaceDetail key={space.id} space={space} />
        )}
        {loaded && space === undefined && (
          <EmptyState icon={Layers} title="No Spaces yet">
            A Space is a set of documents that goes along with your Commands: a style guide, product facts, a
            glossary. Name one on the left to begin. Providers cache it, so using it again costs about a
            tenth.
          </EmptyState>
        )}
      </div>
      <ConfirmDialog
        open={waiting !== undefined}
        title="Leave without saving?"
        description="The changes in this document are lost if you leave now."
        confirmLabel="Discard changes"
        cancelLabel="Keep editing"
        onCancel={() => setWaiting(undefined)}
        onConfirm={() => {
          setWaiting(undefined)
          waiting?.()
        }}
      />
    </div>
  )
}
