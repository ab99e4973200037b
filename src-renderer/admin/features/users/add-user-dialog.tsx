import { useState, type SubmitEvent } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Problem } from '../../api/api-problem.ts'
import { LabelledControl } from '../../ui/labelled-control.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { creditsWanted, parseCredits } from './parse-credits.ts'
import { PasswordField } from './password-field.tsx'
import { passwordProblem } from './password-problem.ts'
import { roles } from './roles.ts'
import { TierSelect } from './tier-select.tsx'
import { useUsers } from './users-store.ts'

interface TypedUser {
  email: string
  password: string
  role: 'user' | 'admin'
  tier: string
  credits: string
}

/** Adds a user with a first password and credits to begin with. */
export function AddUserDialog({ onClose }: { onClose: () => void }) {
  const { tiers, add } = useUsers()
  const [typed, setTyped] = useState<TypedUser>({
    email: '',
    password: '',
    role: 'user',
    tier: tiers.some(({ id }) => id === 'standard') ? 'standard' : (tiers[0]?.id ?? 'standard'),
    credits: '0',
  })
  const { email, password, role, tier, credits } = typed
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const amount = parseCredits(credits)
  const submit = async () => {
    if (busy || amount === undefined) return
    setBusy(true)
    const refusal = await add({ email: email.trim(), password, role, tier, credits: amount })
    setBusy(false)
    setProblem(refusal)
    if (refusal === undefined) onClose()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void submit()
  }
  return (
    <Dialog open title="Add user" onClose={onClose}>
      <form className="users-form" onSubmit={onSubmit}>
        <ProblemNotice problem={problem} testId="add-problem" />
        <UserFields
          typed={typed}
          creditsProblem={amount === undefined ? creditsWanted(0) : undefined}
          onType={(part) => setTyped((now) => ({ ...now, ...part }))}
        />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={busy || amount === undefined || passwordProblem(password) !== undefined}
            data-testid="add-submit"
          >
            Add user
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface UserFieldsProps {
  typed: TypedUser
  creditsProblem: string | undefined
  onType: (part: Partial<TypedUser>) => void
}

function UserFields({ typed, creditsProblem, onType }: UserFieldsProps) {
  return (
    <>
      <TextField
        label="E-mail address"
        type="email"
        autoComplete="off"
        required
        maxLength={254}
        value={typed.email}
        onChange={({ target }) => onType({ email: target.value })}
        data-testid="add-email"
      />
      <PasswordField
        label="First password"
        hint="At least 10 characters. Hand it over safely; it is not shown again."
        value={typed.password}
        onChange={(password) => onType({ password })}
        testId="add-password"
      />
      <div className="users-pair">
        <LabelledControl label="Tier">
          <TierSelect value={typed.tier} onChange={(tier) => onType({ tier })} testId="add-tier" />
        </LabelledControl>
        <LabelledControl label="Role">
          <Segmented
            label="Role"
            value={typed.role}
            options={roles}
            onChange={(role) => onType({ role })}
            testId="add-role"
          />
        </LabelledControl>
      </div>
      <TextField
        label="Credits to begin with"
        inputMode="numeric"
        className="input figures"
        value={typed.credits}
        problem={creditsProblem}
        onChange={({ target }) => onType({ credits: target.value })}
        data-testid="add-credits"
      />
    </>
  )
}
