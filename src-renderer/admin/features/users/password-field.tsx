import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { makePassword } from './make-password.ts'
import { passwordProblem } from './password-problem.ts'

interface PasswordFieldProps {
  label: string
  hint: string
  value: string
  onChange: (password: string) => void
  testId: string
}

/** A password that an admin sets for somebody, readable for handing it over. */
export function PasswordField({ label, hint, value, onChange, testId }: PasswordFieldProps) {
  return (
    <div className="users-password">
      <TextField
        label={label}
        hint={hint}
        problem={passwordProblem(value)}
        autoComplete="off"
        spellCheck={false}
        required
        minLength={10}
        maxLength={256}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        data-testid={testId}
      />
      <Button onClick={() => onChange(makePassword())}>Make one up</Button>
    </div>
  )
}
