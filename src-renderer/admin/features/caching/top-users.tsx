import type { CacheAnalytics } from '../../../../src-shared/dedicated-api/admin.ts'
import { formatCount, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { savingOf } from './describe-caching.ts'
import { describeTtl } from './describe-ttl.ts'

type UserRow = CacheAnalytics['topUsers'][number]

const columns: readonly Column<UserRow>[] = [
  { title: 'User', cell: ({ email }) => email },
  { title: 'Calls', number: true, cell: ({ requests }) => formatCount(requests) },
  { title: 'Credits', number: true, cell: ({ credits }) => formatCount(credits) },
  { title: 'Hit rate', number: true, cell: ({ requestHitRate }) => formatShare(requestHitRate) },
  { title: 'Token reuse', number: true, cell: ({ tokenReuse }) => formatShare(tokenReuse) },
  { title: 'Net saving', number: true, cell: (row) => formatSignedUsd(savingOf(row)) },
  {
    title: 'Suggested lifetime',
    isText: true,
    cell: ({ suggestedTtls }) => <Suggestions suggestions={suggestedTtls} />,
  },
]

function Suggestions({ suggestions }: { suggestions: UserRow['suggestedTtls'] }) {
  if (suggestions.length === 0) return <span className="faint">No calls long enough to cache</span>
  return (
    <ul className="caching-suggestions">
      {suggestions.map((suggestion) => (
        <li key={`${suggestion.provider}/${suggestion.model}`} title={suggestion.reason}>
          {describeTtl(suggestion).value} <span className="faint">{suggestion.model}</span>
        </li>
      ))}
    </ul>
  )
}

/** Who used the most credits. */
export function TopUsers({ users }: { users: CacheAnalytics['topUsers'] }) {
  return (
    <section className="group" aria-label="Top users">
      <h2>Top users</h2>
      <DataTable
        label="Users with the most credits used"
        columns={columns}
        rows={users}
        keyOf={({ userId }) => userId}
        testId="caching-users"
      />
    </section>
  )
}
