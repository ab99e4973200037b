import { Layers, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Tier } from '../../../../src-shared/dedicated-api/admin.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { TierDialog } from './tier-dialog.tsx'
import { TierRow } from './tier-row.tsx'
import './tiers.css'
import { useTiers } from './tiers-store.ts'

/** Which models users may call, and how often. */
export function TiersPage() {
  const { tiers, problem, refusal, load, dismissRefusal } = useTiers()
  const [edited, setEdited] = useState<Tier | 'new'>()
  const [deleted, setDeleted] = useState<Tier>()
  useEffect(() => void load(), [load])
  return (
    <div className="page">
      <PageHead
        title="Tiers"
        note="Each user is in a tier. It says which models they may call, and how often."
      >
        <Button look="primary" onClick={() => setEdited('new')} data-testid="tiers-add">
          <Plus aria-hidden />
          Add tier
        </Button>
      </PageHead>
      <ProblemNotice problem={problem} onRetry={() => void load()} />
      <ProblemNotice problem={refusal} onDismiss={dismissRefusal} testId="tiers-refusal" />
      {tiers === undefined && problem === undefined && <Loading />}
      {tiers !== undefined && tiers.length > 0 && (
        <ul className="panel" aria-label="Tiers">
          {tiers.map((tier) => (
            <TierRow
              key={tier.id}
              tier={tier}
              onChange={() => setEdited(tier)}
              onDelete={() => setDeleted(tier)}
            />
          ))}
        </ul>
      )}
      {tiers?.length === 0 && (
        <EmptyState icon={Layers} title="No tiers">
          Add one before you add users: without a tier nobody may call a model.
        </EmptyState>
      )}
      {edited !== undefined && (
        <TierDialog tier={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      {deleted !== undefined && <DeleteTier tier={deleted} onClose={() => setDeleted(undefined)} />}
    </div>
  )
}

/** A tier with users is refused by the gateway, which says how many to move first. */
function DeleteTier({ tier, onClose }: { tier: Tier; onClose: () => void }) {
  const remove = useTiers((state) => state.remove)
  const confirm = async () => {
    onClose()
    await remove(tier.id)
    // The button that had the focus went with the row.
    if (document.activeElement === document.body) document.getElementById('section-title')?.focus()
  }
  return (
    <ConfirmDialog
      open
      title={`Delete ${tier.name}?`}
      description="Its models and its limit are forgotten. Only a tier without users can be deleted."
      confirmLabel="Delete"
      onCancel={onClose}
      onConfirm={() => void confirm()}
    />
  )
}
