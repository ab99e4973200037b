import { Pencil, Trash2 } from 'lucide-react'
import type { Tier } from '../../../../src-shared/dedicated-api/admin.ts'
import { formatCount, formatPlural } from '../../../ui/format.ts'
import { IconButton } from '../../../ui/icon-button.tsx'

interface TierRowProps {
  tier: Tier
  onChange: () => void
  onDelete: () => void
}

/** One tier: who is in it, and what its members may call. */
export function TierRow({ tier, onChange, onDelete }: TierRowProps) {
  const limit =
    tier.llmPerMinute === null ? 'the gateway’s limit' : `${formatCount(tier.llmPerMinute)} calls a minute`
  return (
    <li className="row tier-row" data-testid={`tier-${tier.id}`}>
      <div>
        <p className="row-title">
          {tier.name} {tier.name !== tier.id && <span className="faint note">{tier.id}</span>}
        </p>
        <p className="row-hint figures">
          {formatPlural(tier.users, 'user')} · {limit}
        </p>
      </div>
      <div className="row-control">
        <IconButton label={`Change ${tier.name}`} onClick={onChange} data-testid={`tier-change-${tier.id}`}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${tier.name}`} onClick={onDelete} data-testid={`tier-delete-${tier.id}`}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <div className="row-below">
        <Patterns models={tier.models} />
      </div>
    </li>
  )
}

function Patterns({ models }: { models: readonly string[] }) {
  if (models.length === 0) return <p className="note tier-none">No models: its members cannot call any.</p>
  if (models.includes('*')) return <p className="note soft">Every model</p>
  return (
    <ul className="tier-patterns" aria-label="Models">
      {models.map((pattern) => (
        <li key={pattern}>
          <code>{pattern}</code>
        </li>
      ))}
    </ul>
  )
}
