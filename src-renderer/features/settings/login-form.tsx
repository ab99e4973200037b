import { useState, type SubmitEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useSettings } from './settings-store.ts'

/**
 * Server, e-mail address and password. The password goes to the main process once; a refused one is typed
 * anew.
 */
export function LoginForm({ server: lastServer, email: lastEmail }: { server: string; email: string }) {
  const busy = useSettings((state) => state.dedicatedBusy)
  const problem = useSettings((state) => state.loginProblem)
  const logIn = useSettings((state) => state.logIn)
  const [fields, setFields] = useState({ server: lastServer, email: lastEmail, password: '' })
  const { server, email, password } = fields
  const submit = async () => {
    await logIn({ server, email, password })
    setFields((now) => ({ ...now, password: '' }))
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void submit()
  }
  const isComplete = server.trim() !== '' && email.trim() !== '' && password !== ''
  return (
    <form className="login-form" onSubmit={onSubmit}>
      <LoginFields fields={fields} onChange={(change) => setFields((now) => ({ ...now, ...change }))} />
      {problem !== undefined && (
        <Notice level="error" testId="dedicated-login-problem">
          {problem}
        </Notice>
      )}
      <div className="actions">
        <Button
          type="submit"
          look={isComplete ? 'primary' : 'plain'}
          disabled={busy || !isComplete}
          data-testid="dedicated-login"
        >
          {busy ? 'Logging in…' : 'Log in'}
        </Button>
      </div>
    </form>
  )
}

interface Fields {
  server: string
  email: string
  password: string
}

interface LoginFieldsProps {
  fields: Fields
  onChange: (change: Partial<Fields>) => void
}

function LoginFields({ fields, onChange }: LoginFieldsProps) {
  return (
    <>
      <TextField
        label="Server"
        type="url"
        placeholder="https://rephlo.example.com"
        spellCheck={false}
        maxLength={500}
        value={fields.server}
        onChange={({ target }) => onChange({ server: target.value })}
        data-testid="dedicated-server"
      />
      <TextField
        label="E-mail"
        type="email"
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
        value={fields.email}
        onChange={({ target }) => onChange({ email: target.value })}
        data-testid="dedicated-email"
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="off"
        maxLength={256}
        value={fields.password}
        onChange={({ target }) => onChange({ password: target.value })}
        data-testid="dedicated-password"
      />
    </>
  )
}
