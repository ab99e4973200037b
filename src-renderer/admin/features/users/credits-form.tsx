import { useRef, useState, type SubmitEvent } from 'react'
import type { AdminUser } from '../../../../src-shared/dedicated-api/admin.ts'
import { Button } from '../../../ui/button.tsx'
import { formatCount } from '../../../ui/format.ts'
import { TextField } from '../../../ui/text-field.tsx'
import { creditsWanted, parseCredits } from './parse-credits.ts'
import { useUsers } from './users-store.ts'

/** What is left to spend, and giving or taking of it. */
export function CreditsForm({ user, busy }: { user: AdminUser; busy: boolean }) {
  const grant = useUsers((state) => state.grant)
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const amount = parseCredits(typed)
  const isWrong = typed.trim() !== '' && (amount === undefined || amount === 0)
  const disabled = amount === undefined || amount === 0
  const form = useRef<HTMLFormElement>(null)
  const send = async (sign: 1 | -1) => {
    if (busy || disabled || !(await grant(sign * amount, note.trim()))) return
    setTyped('')
    setNote('')
    // The buttons cannot keep the focus: there is nothing to give any more.
    form.current?.querySelector('input')?.focus()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void send(1)
  }
  return (
    <form ref={form} className="users-form" aria-label="Credits" onSubmit={onSubmit}>
      <Balance user={user} />
      <div className="users-pair">
        <TextField
          label="Amount"
          inputMode="numeric"
          className="input figures"
          autoComplete="off"
          value={typed}
          problem={isWrong ? creditsWanted(1) : undefined}
          onChange={({ target }) => setTyped(target.value)}
          data-testid="credits-amount"
        />
        <NoteField note={note} onType={setNote} />
      </div>
      <div className="actions">
        <Button type="submit" look="primary" disabled={disabled} data-testid="credits-give">
          Give
        </Button>
        <Button disabled={disabled} onClick={() => void send(-1)} data-testid="credits-take">
          Take
        </Button>
      </div>
    </form>
  )
}

function Balance({ user }: { user: AdminUser }) {
  return (
    <h3>
      Credits:{' '}
      <span className="figures" data-testid="user-balance">
        {formatCount(user.balance)}
      </span>
      {user.held > 0 && (
        <span className="soft note figures"> and {formatCount(user.held)} held by calls in flight</span>
      )}
    </h3>
  )
}

function NoteField({ note, onType }: { note: string; onType: (note: string) => void }) {
  return (
    <TextField
      label="Note"
      maxLength={500}
      autoComplete="off"
      placeholder="Optional: what for"
      value={note}
      onChange={({ target }) => onType(target.value)}
      data-testid="credits-note"
    />
  )
}
