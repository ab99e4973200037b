import { useState } from 'react'
import type { AdminUser } from '../../../../src-shared/dedicated-api/admin.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { roles } from './roles.ts'
import { useUsers } from './users-store.ts'

/** Whether the user is an admin; making somebody one is asked for once more. */
export function RoleControl({ user }: { user: AdminUser }) {
  const change = useUsers((state) => state.change)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Segmented
        label="Role"
        value={user.role}
        options={roles}
        onChange={(role) =>
          role === 'admin' && user.role !== 'admin' ? setAsking(true) : void change({ role })
        }
        testId="user-role"
      />
      <ConfirmDialog
        open={asking}
        title={`Make ${user.email} an admin?`}
        description={
          'Admins see all users, give credits to anybody, ' +
          'and change tiers and the gateway’s switches. They can disable other admins too, and you.'
        }
        confirmLabel="Make admin"
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          void change({ role: 'admin' })
        }}
      />
    </>
  )
}
