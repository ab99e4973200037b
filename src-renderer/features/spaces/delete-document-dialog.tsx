import type { DocumentSummary } from '../../../src-shared/entities.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatPlural } from '../../ui/format.ts'
import { useSpaces } from './spaces-store.ts'

interface DeleteDocumentDialogProps {
  /** The document to ask about; undefined asks nothing. */
  document: Pick<DocumentSummary, 'id' | 'title' | 'characters'> | undefined
  onClose: () => void
}

export function DeleteDocumentDialog({ document, onClose }: DeleteDocumentDialogProps) {
  const deleteDocument = useSpaces((state) => state.deleteDocument)
  return (
    <ConfirmDialog
      open={document !== undefined}
      title={`Delete “${document?.title ?? ''}”?`}
      description={
        `Its text of ${formatPlural(document?.characters ?? 0, 'character')} is deleted from this ` +
        'Space. This cannot be undone.'
      }
      confirmLabel="Delete document"
      onCancel={onClose}
      onConfirm={() => {
        onClose()
        if (document !== undefined) void deleteDocument(document.id)
      }}
    />
  )
}
