import { useEffect } from 'react'
import { Notice } from '../../ui/notice.tsx'
import type { Draft } from './spaces-state.ts'
import { useSpaces } from './spaces-store.ts'

/** Long enough that a question is asked when typing rests, not at each letter. */
const restMs = 400

/**
 * What saving the draft would cost at the next run, and what in it would keep the
 * Space from being cached. Nothing when it is saved.
 */
export function EditCost({ draft, dirty }: { draft: Draft; dirty: boolean }) {
  const preview = useSpaces((state) => state.preview)
  const problem = useSpaces((state) => state.previewProblem)
  const previewEdit = useSpaces((state) => state.previewEdit)
  const { id, title, text, saved } = draft
  useEffect(() => {
    const timer = setTimeout(() => void previewEdit(), restMs)
    return () => clearTimeout(timer)
  }, [id, title, text, saved, previewEdit])
  const message = problem ?? preview?.message ?? ''
  const warnings = preview?.warnings ?? []
  if (!dirty || (message === '' && warnings.length === 0)) return null
  return (
    <div className="edit-cost" role="status" data-testid="edit-cost">
      {message !== '' && <p className="note figures">{message}</p>}
      {warnings.map((warning) => (
        <Notice key={warning} level="warning" testId="edit-warning">
          {warning}
        </Notice>
      ))}
    </div>
  )
}
