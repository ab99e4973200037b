import type { Grant } from '../../../../src-shared/dedicated-api/admin.ts'
import { Button } from '../../../ui/button.tsx'
import { formatCount } from '../../../ui/format.ts'
import { formatMoment } from '../../ui/format.ts'
import type { OpenedUser } from './users-state.ts'
import { useUsers } from './users-store.ts'

/** What was given and taken, the newest first. */
export function GrantList({ opened: { grants, nextGrants, busy } }: { opened: OpenedUser }) {
  const loadMoreGrants = useUsers((state) => state.loadMoreGrants)
  if (grants === undefined) return null
  if (grants.length === 0) return <p className="note soft">No credits were given yet.</p>
  return (
    <section className="group" aria-label="Given and taken">
      <h3>Given and taken</h3>
      <ul className="users-grants" data-testid="user-grants">
        {grants.map((grant) => (
          <GrantItem key={grant.id} grant={grant} />
        ))}
      </ul>
      {nextGrants !== undefined && (
        <div className="actions">
          <Button look="quiet" disabled={busy} onClick={() => void loadMoreGrants()}>
            Show older
          </Button>
        </div>
      )}
    </section>
  )
}

function GrantItem({ grant: { delta, note, grantedBy, grantedByEmail, createdAt } }: { grant: Grant }) {
  const by =
    grantedBy === undefined
      ? 'from the command line'
      : `by ${grantedByEmail ?? 'an admin whose account is gone'}`
  return (
    <li>
      <span className={`figures users-delta ${delta > 0 ? 'users-given' : 'users-taken'}`}>
        {delta > 0 ? `+${formatCount(delta)}` : `−${formatCount(-delta)}`}
      </span>
      <span className="users-grant-text">
        {note !== '' && <span>{note}</span>}
        <span className="item-note figures">
          {formatMoment(createdAt)}, {by}
        </span>
      </span>
    </li>
  )
}
