import { CornerDownLeft } from 'lucide-react'
import { useState, type KeyboardEvent, type Ref, type SubmitEvent } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { useRun } from './run-store.ts'

interface FollowUpFieldProps {
  fieldRef: Ref<HTMLInputElement>
  /** Gives the keys back to the answer. */
  onLeave: () => void
}

/** Asks about the answer. Enter sends, Escape goes back to the answer. */
export function FollowUpField({ fieldRef, onLeave }: FollowUpFieldProps) {
  const followUp = useRun((state) => state.followUp)
  const [typed, setTyped] = useState('')
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void followUp(typed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    onLeave()
  }
  return (
    <form className="follow-up" onSubmit={onSubmit}>
      <input
        ref={fieldRef}
        className="follow-up-input"
        aria-label="Follow up"
        aria-keyshortcuts="Control+F"
        placeholder="Follow up…"
        maxLength={20_000}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        data-testid="run-follow-up"
      />
      {typed.trim() === '' ? (
        <Kbd keys="Control+F" />
      ) : (
        <IconButton type="submit" label="Send the follow-up" data-testid="run-follow-up-send">
          <CornerDownLeft aria-hidden />
        </IconButton>
      )}
    </form>
  )
}
