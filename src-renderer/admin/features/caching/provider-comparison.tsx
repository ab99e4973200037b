import type {
  CacheAnalytics,
  ProviderComparison as Comparison,
} from '../../../../src-shared/dedicated-api/admin.ts'
import { formatUsd } from '../../../../src-shared/money.ts'
import { Badge } from '../../../ui/badge.tsx'
import { formatCount, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { formatSignedShare } from '../../ui/format.ts'
import { providerName } from './provider-names.ts'

const columnsOf = (best: string | null): readonly Column<Comparison>[] => [
  {
    title: 'Provider',
    cell: ({ provider }) => (
      <>
        {providerName(provider)} {provider === best && <Badge tone="good">Best for caching</Badge>}
      </>
    ),
  },
  { title: 'Vendor calls', number: true, cell: ({ requests }) => formatCount(requests) },
  { title: 'Hit rate', number: true, cell: ({ requestHitRate }) => formatShare(requestHitRate) },
  { title: 'Token reuse', number: true, cell: ({ tokenReuse }) => formatShare(tokenReuse) },
  { title: 'Saved of cost', number: true, cell: ({ savedShare }) => formatSignedShare(savedShare) },
  {
    title: 'Vendor cost per 1,000 calls',
    number: true,
    cell: ({ per1000Requests }) => formatUsd(per1000Requests.vendorCost),
  },
  {
    title: 'Saved per 1,000 calls',
    number: true,
    cell: ({ per1000Requests }) => formatSignedUsd(per1000Requests.savedCost),
  },
  {
    title: 'Saved per million input tokens',
    number: true,
    cell: ({ perMillionInputTokens }) => formatSignedUsd(perMillionInputTokens.savedCost),
  },
]

/** The providers by what can be compared, and which is best for work that caches much. */
export function ProviderComparison({ comparison }: { comparison: CacheAnalytics['comparison'] }) {
  return (
    <section className="group" aria-label="Comparison of providers">
      <h2>Comparison of providers</h2>
      <p className="note soft" data-testid="caching-best">
        {comparison.reason}
      </p>
      <DataTable
        label="Comparison of providers"
        columns={columnsOf(comparison.best)}
        rows={comparison.providers}
        keyOf={({ provider }) => provider}
        testId="caching-comparison"
      />
    </section>
  )
}
