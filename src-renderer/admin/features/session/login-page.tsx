import { useEffect, useRef, useState, type RefObject, type SubmitEvent } from 'react'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Problem } from '../../api/api-problem.ts'
import { ProblemNotice, useWait } from '../../ui/problem-notice.tsx'
import './login.css'
import { useSession } from './session-store.ts'

/** Where an admin logs in; others are told why they cannot. */
export function LoginPage() {
  const { busy, problem, login } = useSession()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const wait = useWait(problem)
  useFocusOnNext(form, problem)
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!busy && wait === 0) void login(email.trim(), password)
  }
  return (
    <main className="login">
      <form ref={form} className="panel login-form" onSubmit={onSubmit} aria-label="Log in">
        <div>
          <h1>Rephlo gateway</h1>
          <p className="soft">Log in with an admin’s account.</p>
        </div>
        <ProblemNotice problem={problem} testId="login-problem" />
        <TextField
          label="E-mail address"
          type="email"
          name="email"
          autoComplete="username"
          required
          maxLength={254}
          value={email}
          onChange={({ target }) => setEmail(target.value)}
          data-testid="login-email"
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          maxLength={256}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
          data-testid="login-password"
        />
        <Button type="submit" look="primary" disabled={busy || wait > 0} data-testid="login-submit">
          {busy ? 'Logging in …' : 'Log in'}
        </Button>
      </form>
    </main>
  )
}

/** What has to be typed next has the focus: after a refusal that is the password, most often. */
function useFocusOnNext(form: RefObject<HTMLFormElement | null>, problem: Problem | undefined) {
  useEffect(() => {
    const [first, second] = form.current?.querySelectorAll('input') ?? []
    const next = first?.value === '' ? first : second
    next?.focus()
    next?.select()
  }, [form, problem])
}
