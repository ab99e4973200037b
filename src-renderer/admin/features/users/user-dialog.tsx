import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { formatDate, formatMoment } from '../../ui/format.ts'
import { LabelledControl } from '../../ui/labelled-control.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { CreditsForm } from './credits-form.tsx'
import { GrantList } from './grant-list.tsx'
import { PasswordForm } from './password-form.tsx'
import { RoleControl } from './role-control.tsx'
import { TierSelect } from './tier-select.tsx'
import { UserStatus } from './user-table.tsx'
import type { OpenedUser } from './users-state.ts'
import { useUsers } from './users-store.ts'

/** Everything about one user. Changes take effect at once. */
export function UserDialog({ opened, isOwn }: { opened: OpenedUser; isOwn: boolean }) {
  const { close, change } = useUsers.getState()
  const { user, busy, problem, done } = opened
  const lastCall =
    user.lastCallAt === undefined ? 'no call yet' : `last call ${formatMoment(user.lastCallAt)}`
  return (
    <Dialog
      open
      wide
      title={user.email}
      description={`${isOwn ? 'Your own account · a' : 'A'}dded ${formatDate(user.createdAt)} · ${lastCall}`}
      onClose={close}
    >
      <ProblemNotice problem={problem} testId="user-problem" />
      <div className="users-pair">
        <LabelledControl label="Tier">
          <TierSelect value={user.tier} onChange={(tier) => void change({ tier })} testId="user-tier" />
        </LabelledControl>
        <LabelledControl label="Role">
          <RoleControl user={user} />
        </LabelledControl>
        <LabelledControl label="Status">
          <StatusControl opened={opened} />
        </LabelledControl>
      </div>
      <p className="note users-effect">
        <span className="soft">Changes take effect at once.</span>
        <span role="status" className="users-done" data-testid="user-done">
          {done}
        </span>
      </p>
      <CreditsForm user={user} busy={busy} />
      <PasswordForm isOwn={isOwn} busy={busy} />
      <GrantList opened={opened} />
      <div className="dialog-actions">
        <Button onClick={close} data-testid="user-close">
          Close
        </Button>
      </div>
    </Dialog>
  )
}

/** Whether the user may log in and call; taking that away is asked for once more. */
function StatusControl({ opened: { user } }: { opened: OpenedUser }) {
  const change = useUsers((state) => state.change)
  const [asking, setAsking] = useState(false)
  const isActive = user.status === 'active'
  return (
    <div className="actions">
      <UserStatus status={user.status} />
      <Button
        onClick={() => (isActive ? setAsking(true) : void change({ status: 'active' }))}
        data-testid="user-status"
      >
        {isActive ? 'Disable …' : 'Enable'}
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Disable ${user.email}?`}
        description={
          'All logins of this user end, and calls are refused from now on, with API tokens too. ' +
          'Credits and history stay, and you can enable the account again.'
        }
        confirmLabel="Disable"
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          void change({ status: 'disabled' })
        }}
      />
    </div>
  )
}
