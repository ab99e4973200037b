import { FileText, FolderInput, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { SpaceSummary } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { formatPlural } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { DocumentTable } from './document-table.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { SpaceCaching } from './space-caching.tsx'
import { SpaceMessages } from './space-messages.tsx'
import { useSpaces } from './spaces-store.ts'

/** One Space: its documents, and what can be done with it. */
export function SpaceDetail({ space }: { space: SpaceSummary }) {
  const documents = useSpaces((state) => state.documents)
  const { deleteSpace } = useSpaces.getState()
  const [asking, setAsking] = useState<'rename' | 'delete'>()
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 className="space-title" data-testid="space-title">
            {space.name}
            <IconButton label="Rename Space" onClick={() => setAsking('rename')} data-testid="space-rename">
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label="Delete Space" onClick={() => setAsking('delete')} data-testid="space-delete">
              <Trash2 aria-hidden />
            </IconButton>
          </h1>
          <p className="note figures">
            {formatPlural(space.documentCount, 'document')} · about {formatPlural(space.tokens, 'token')}
          </p>
        </div>
        {documents.length > 0 && <DocumentActions />}
      </header>
      <SpaceMessages />
      {documents.length > 0 ? (
        <DocumentTable documents={documents} />
      ) : (
        space.documentCount === 0 && (
          <EmptyState icon={FileText} title="This Space is empty" action={<DocumentActions />}>
            Add what your Commands should know: paste a text, or import .txt and .md files. The documents stay
            on this computer until you run a Command with this Space.
          </EmptyState>
        )
      )}
      {space.documentCount > 0 && <SpaceCaching space={space} />}
      {asking === 'rename' && <RenameDialog space={space} onClose={() => setAsking(undefined)} />}
      <DeleteDialog
        space={space}
        open={asking === 'delete'}
        onCancel={() => setAsking(undefined)}
        onDelete={() => {
          setAsking(undefined)
          void deleteSpace(space.id)
        }}
      />
    </div>
  )
}

function DocumentActions() {
  const { newDocument, importFiles } = useSpaces.getState()
  return (
    <div className="actions">
      <Button onClick={() => void importFiles()} data-testid="document-import">
        <FolderInput aria-hidden /> Import files
      </Button>
      <Button look="primary" onClick={newDocument} data-testid="document-new">
        <Plus aria-hidden /> Add document
      </Button>
    </div>
  )
}

interface DeleteDialogProps {
  space: SpaceSummary
  open: boolean
  onCancel: () => void
  onDelete: () => void
}

function DeleteDialog({ space, open, onCancel, onDelete }: DeleteDialogProps) {
  const { documentCount } = space
  const documents =
    documentCount === 1 ? 'Its document is' : `Its ${formatPlural(documentCount, 'document')} are`
  return (
    <ConfirmDialog
      open={open}
      title={`Delete “${space.name}”?`}
      description={
        documentCount === 0
          ? 'The Space is empty. This cannot be undone.'
          : `${documents} deleted from this computer. This cannot be undone.`
      }
      confirmLabel="Delete Space"
      onCancel={onCancel}
      onConfirm={onDelete}
    />
  )
}
