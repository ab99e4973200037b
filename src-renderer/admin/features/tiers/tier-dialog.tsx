import { useState, type SubmitEvent } from 'react'
import type { Tier } from '../../../../src-shared/dedicated-api/admin.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextArea } from '../../../ui/text-area.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Problem } from '../../api/api-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { emptyTier, fromTyped, toTyped, type TypedTier } from './tier-form.ts'
import { useTiers } from './tiers-store.ts'

/** Changes a tier, or adds one when none is given. */
export function TierDialog({ tier, onClose }: { tier: Tier | undefined; onClose: () => void }) {
  const { add, change } = useTiers.getState()
  const [typed, setTyped] = useState(tier === undefined ? emptyTier : toTyped(tier))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const values = fromTyped(typed)
  const type = (part: Partial<TypedTier>) => setTyped({ ...typed, ...part })
  const save = async () => {
    if (values === undefined || busy) return
    setBusy(true)
    const refusal =
      tier === undefined ? await add({ id: typed.id.trim(), ...values }) : await change(tier.id, values)
    setBusy(false)
    setProblem(refusal)
    if (refusal === undefined) onClose()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <Dialog open title={tier === undefined ? 'Add tier' : `Change ${tier.name}`} onClose={onClose}>
      <form className="tier-form" onSubmit={onSubmit}>
        <ProblemNotice problem={problem} testId="tier-problem" />
        <TierFields typed={typed} isNew={tier === undefined} isRight={values !== undefined} onType={type} />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={values === undefined} data-testid="tier-save">
            {tier === undefined ? 'Add tier' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface TierFieldsProps {
  typed: TypedTier
  isNew: boolean
  isRight: boolean
  onType: (part: Partial<TypedTier>) => void
}

function TierFields({ typed, isNew, isRight, onType }: TierFieldsProps) {
  return (
    <>
      {isNew && (
        <TextField
          label="Id"
          hint="Lower-case letters, digits, dots, hyphens and underscores. It cannot be changed later."
          required
          maxLength={40}
          pattern="[a-z0-9][a-z0-9._\-]*"
          spellCheck={false}
          value={typed.id}
          onChange={({ target }) => onType({ id: target.value })}
          data-testid="tier-id"
        />
      )}
      <TextField
        label="Name"
        required
        maxLength={80}
        value={typed.name}
        onChange={({ target }) => onType({ name: target.value })}
        data-testid="tier-name"
      />
      <TextArea
        label="Models"
        hint={
          'A model id or pattern a line. * stands for any characters: claude-haiku-*, ' +
          'or * alone for every model.'
        }
        rows={5}
        spellCheck={false}
        value={typed.models}
        onChange={({ target }) => onType({ models: target.value })}
        data-testid="tier-models"
      />
      <TextField
        label="Model calls a minute"
        hint="Leave it empty for the gateway’s own limit."
        inputMode="numeric"
        className="input figures"
        value={typed.perMinute}
        problem={!isRight ? 'Enter a whole number from 1 to 100,000, or nothing.' : undefined}
        onChange={({ target }) => onType({ perMinute: target.value })}
        data-testid="tier-limit"
      />
    </>
  )
}
