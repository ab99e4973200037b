import { UserRoundPlus, Users } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { AddUserDialog } from './add-user-dialog.tsx'
import { SearchField } from './search-field.tsx'
import { UserDialog } from './user-dialog.tsx'
import { UserTable } from './user-table.tsx'
import './users.css'
import { useUsers } from './users-store.ts'

/** Who may use the gateway, with what is left to spend. `ownId` is the admin who looks at it. */
export function UsersPage({ ownId }: { ownId: string | undefined }) {
  const { users, search, nextCursor, isLoadingMore, problem, added, opened, load, loadMore, dismissAdded } =
    useUsers()
  const [adding, setAdding] = useState(false)
  useEffect(() => void load(), [load])
  return (
    <div className="page page-wide">
      <PageHead title="Users">
        <SearchField />
        <Button look="primary" onClick={() => setAdding(true)} data-testid="users-add">
          <UserRoundPlus aria-hidden />
          Add user
        </Button>
      </PageHead>
      <ProblemNotice problem={problem} onRetry={() => void load()} />
      {added !== undefined && (
        <Notice level="good" onDismiss={dismissAdded} testId="users-added">
          {added.email} can log in now, with the password that you set.
        </Notice>
      )}
      {users === undefined && problem === undefined && <Loading />}
      {users !== undefined && users.length > 0 && <UserTable users={users} />}
      {users?.length === 0 && (
        <EmptyState icon={Users} title={search === '' ? 'No users yet' : 'Nobody found'}>
          {search === ''
            ? 'Add the people who may use this gateway.'
            : `No e-mail address contains “${search}”.`}
        </EmptyState>
      )}
      <p className="visually-hidden" role="status">
        {users !== undefined &&
          search !== '' &&
          `${users.length}${nextCursor === undefined ? '' : ' or more'} found`}
      </p>
      {nextCursor !== undefined && (
        <div className="actions">
          <Button aria-disabled={isLoadingMore} onClick={() => void loadMore()} data-testid="users-more">
            {isLoadingMore ? 'Loading …' : 'Load more'}
          </Button>
        </div>
      )}
      {adding && <AddUserDialog onClose={() => setAdding(false)} />}
      {opened !== undefined && <UserDialog opened={opened} isOwn={opened.user.id === ownId} />}
    </div>
  )
}
