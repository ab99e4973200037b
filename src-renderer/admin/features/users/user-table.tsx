import type { AdminUser } from '../../../../src-shared/dedicated-api/admin.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { formatCount, unknown } from '../../../ui/format.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { formatMoment } from '../../ui/format.ts'
import { useUsers } from './users-store.ts'

const columns: readonly Column<AdminUser>[] = [
  { title: 'E-mail', cell: (user) => <OpenUser user={user} /> },
  { title: 'Tier', cell: ({ tier }) => tier },
  { title: 'Role', cell: ({ role }) => (role === 'admin' ? <Badge tone="accent">Admin</Badge> : 'User') },
  { title: 'Status', cell: ({ status }) => <UserStatus status={status} /> },
  { title: 'Balance', number: true, cell: ({ balance }) => formatCount(balance) },
  { title: 'Held', number: true, cell: ({ held }) => formatCount(held) },
  { title: 'Used in 30 days', number: true, cell: ({ creditsUsed30Days }) => formatCount(creditsUsed30Days) },
  {
    title: 'Last call',
    number: true,
    cell: ({ lastCallAt }) => (lastCallAt === undefined ? unknown : formatMoment(lastCallAt)),
  },
]

/** The users; a user's address opens what can be changed. */
export function UserTable({ users }: { users: readonly AdminUser[] }) {
  return (
    <DataTable label="Users" columns={columns} rows={users} keyOf={({ id }) => id} testId="users-table" />
  )
}

function OpenUser({ user }: { user: AdminUser }) {
  const open = useUsers((state) => state.open)
  return (
    <Button
      look="link"
      className="users-open"
      aria-haspopup="dialog"
      onClick={() => void open(user)}
      data-testid={`user-open-${user.email}`}
    >
      {user.email}
    </Button>
  )
}

export function UserStatus({ status }: Pick<AdminUser, 'status'>) {
  return status === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="danger">Disabled</Badge>
}
