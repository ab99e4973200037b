import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { Button } from '../../../ui/button.tsx'
import { PasswordField } from './password-field.tsx'
import { passwordProblem } from './password-problem.ts'
import { useUsers } from './users-store.ts'

/** Sets a new password for somebody who forgot theirs. */
export function PasswordForm({ isOwn, busy }: { isOwn: boolean; busy: boolean }) {
  const change = useUsers((state) => state.change)
  const [isOpen, setOpen] = useState(false)
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const opener = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) form.current?.querySelector('input')?.focus()
  }, [isOpen])
  const close = () => {
    setPassword('')
    setOpen(false)
    opener.current?.querySelector('button')?.focus()
  }
  const send = async () => {
    if (!busy && (await change({ password }))) close()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void send()
  }
  return (
    <div className="users-form">
      <div ref={opener} className="actions">
        <Button
          aria-expanded={isOpen}
          onClick={() => (isOpen ? close() : setOpen(true))}
          data-testid="password-open"
        >
          Set new password …
        </Button>
      </div>
      {isOpen && (
        <form ref={form} className="users-form" aria-label="New password" onSubmit={onSubmit}>
          <NewPassword isOwn={isOwn} password={password} onType={setPassword} onCancel={close} />
        </form>
      )}
    </div>
  )
}

interface NewPasswordProps {
  isOwn: boolean
  password: string
  onType: (password: string) => void
  onCancel: () => void
}

function NewPassword({ isOwn, password, onType, onCancel }: NewPasswordProps) {
  const ends = isOwn
    ? 'It ends all your logins, this one too.'
    : 'It ends all logins of this user; API tokens stay.'
  return (
    <>
      <PasswordField
        label="New password"
        hint={`At least 10 characters. ${ends}`}
        value={password}
        onChange={onType}
        testId="password-new"
      />
      <div className="actions">
        <Button
          type="submit"
          look="primary"
          disabled={password.length < 10 || passwordProblem(password) !== undefined}
          data-testid="password-set"
        >
          Set password
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </>
  )
}
