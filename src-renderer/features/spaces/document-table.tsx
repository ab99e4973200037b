import { FileText, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { DocumentSummary } from '../../../src-shared/entities.ts'
import { formatPlural, formatTime } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { DeleteDocumentDialog } from './delete-document-dialog.tsx'
import { useSpaces } from './spaces-store.ts'

/** The documents of a Space; one opens in the editor. */
export function DocumentTable({ documents }: { documents: readonly DocumentSummary[] }) {
  const openDocument = useSpaces((state) => state.openDocument)
  const [deleting, setDeleting] = useState<DocumentSummary>()
  return (
    <>
      <ul className="panel document-list" aria-label="Documents">
        {documents.map((document) => (
          <li key={document.id} className="document">
            <button
              type="button"
              className="item"
              onClick={() => void openDocument(document.id)}
              data-testid={`document-${document.id}`}
            >
              <FileText aria-hidden strokeWidth={1.75} />
              <span className="item-text">
                <span className="row-title">{document.title}</span>
                <span className="item-note">Changed {formatTime(document.updatedAt)}</span>
              </span>
              <span className="item-note figures">{formatPlural(document.tokens, 'token')}</span>
            </button>
            <IconButton
              label={`Delete “${document.title}”`}
              onClick={() => setDeleting(document)}
              data-testid={`document-delete-${document.id}`}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <DeleteDocumentDialog document={deleting} onClose={() => setDeleting(undefined)} />
    </>
  )
}
