import { ArrowLeft, Trash2 } from 'lucide-react'
import { useDeferredValue, useEffect, useEffectEvent, useMemo, useState, type KeyboardEvent } from 'react'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { Button } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Notice } from '../../ui/notice.tsx'
import { DeleteDocumentDialog } from './delete-document-dialog.tsx'
import { EditCost } from './edit-cost.tsx'
import { isDirty, type Draft } from './spaces-state.ts'
import { useSpaces } from './spaces-store.ts'

const isSaveKey = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's'

/** A document in a large editor. Nothing typed is lost: a failed save keeps it, and leaving asks. */
export function DocumentEditor({ guard }: { guard: (proceed: () => void) => void }) {
  const draft = useSpaces((state) => state.draft)
  const { edit, save, closeDraft } = useSpaces.getState()
  const [deleting, setDeleting] = useState(false)
  const dirty = isDirty(draft)
  useAskBeforeClosing(guard)
  if (draft === undefined) return null

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isSaveKey(event)) return
    event.preventDefault()
    void save()
  }
  return (
    <div className="editor" onKeyDown={onKeyDown}>
      <EditorHead draft={draft} onBack={() => guard(closeDraft)} onDelete={() => setDeleting(true)} />
      {draft.problem !== undefined && (
        <div className="editor-problem">
          <Notice level="error" testId="document-problem">
            {draft.problem} Your text is still here.
          </Notice>
        </div>
      )}
      <textarea
        className="editor-text"
        aria-label="Text"
        placeholder="Paste or write what your Commands should know."
        value={draft.text}
        onChange={(event) => edit({ text: event.target.value })}
        data-testid="document-text"
      />
      <EditCost draft={draft} dirty={dirty} />
      <EditorFoot draft={draft} />
      <DeleteDocumentDialog
        document={
          deleting && draft.id !== undefined
            ? { id: draft.id, title: draft.saved.title, characters: draft.saved.text.length }
            : undefined
        }
        onClose={() => setDeleting(false)}
      />
    </div>
  )
}

interface EditorHeadProps {
  draft: Draft
  onBack: () => void
  onDelete: () => void
}

function EditorHead({ draft, onBack, onDelete }: EditorHeadProps) {
  const { edit, save } = useSpaces.getState()
  return (
    <header className="editor-head">
      <IconButton label="Back to the documents" onClick={onBack} data-testid="document-back">
        <ArrowLeft aria-hidden />
      </IconButton>
      <input
        className="editor-title"
        aria-label="Title"
        placeholder="Title"
        autoFocus={draft.id === undefined}
        value={draft.title}
        onChange={(event) => edit({ title: event.target.value })}
        data-testid="document-title"
      />
      {draft.id !== undefined && (
        <IconButton label="Delete document" onClick={onDelete} data-testid="document-delete">
          <Trash2 aria-hidden />
        </IconButton>
      )}
      <Button
        look="primary"
        disabled={!isDirty(draft) || draft.saving}
        onClick={() => void save()}
        data-testid="document-save"
      >
        Save <Kbd keys="Control+S" />
      </Button>
    </header>
  )
}

function EditorFoot({ draft }: { draft: Draft }) {
  // Counted while nothing else is to do: typing in a large document must not wait for it.
  const countedText = useDeferredValue(draft.text)
  const tokens = useMemo(() => estimateTokens(countedText), [countedText])
  return (
    <footer className="editor-foot figures" role="status">
      <span>
        {formatPlural(draft.text.length, 'character')} · about {formatPlural(tokens, 'token')}
      </span>
      <span>
        {draft.saving
          ? 'Saving…'
          : isDirty(draft)
            ? 'Not saved'
            : draft.id === undefined
              ? 'New document'
              : 'Saved'}
      </span>
    </footer>
  )
}

/** Closing the window with unsaved changes asks first; the question is the page's own. */
function useAskBeforeClosing(guard: (proceed: () => void) => void) {
  const onBeforeUnload = useEffectEvent((event: BeforeUnloadEvent) => {
    const { draft, closeDraft } = useSpaces.getState()
    if (!isDirty(draft)) return
    event.preventDefault()
    guard(() => {
      closeDraft()
      window.close()
    })
  })
  useEffect(() => {
    const listener = (event: BeforeUnloadEvent) => onBeforeUnload(event)
    window.addEventListener('beforeunload', listener)
    return () => window.removeEventListener('beforeunload', listener)
  }, [])
}
