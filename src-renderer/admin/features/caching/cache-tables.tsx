import type { CacheAnalytics, CacheMeasures } from '../../../../src-shared/dedicated-api/admin.ts'
import { formatUsd } from '../../../../src-shared/money.ts'
import { formatCount, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { premiumOf, savingOf } from './describe-caching.ts'
import { providerName } from './provider-names.ts'
import { SuggestedTtl } from './suggested-ttl.tsx'

type ProviderRow = CacheAnalytics['byProvider'][number]
type ModelRow = CacheAnalytics['byModel'][number]

const measureColumns: readonly Column<CacheMeasures>[] = [
  { title: 'Calls', number: true, cell: ({ requests }) => formatCount(requests) },
  { title: 'Credits', number: true, cell: ({ credits }) => formatCount(credits) },
  { title: 'Hit rate', number: true, cell: ({ requestHitRate }) => formatShare(requestHitRate) },
  { title: 'Token reuse', number: true, cell: ({ tokenReuse }) => formatShare(tokenReuse) },
  { title: 'Net saving', number: true, cell: (row) => formatSignedUsd(savingOf(row)) },
]

const providerColumns: readonly Column<ProviderRow>[] = [
  { title: 'Provider', cell: ({ provider }) => providerName(provider) },
  ...measureColumns,
  { title: 'Read / written / uncached', number: true, isText: true, cell: (row) => tokensOf(row) },
  { title: 'Write premium', number: true, cell: (row) => formatUsd(premiumOf(row)) },
]

const modelColumns: readonly Column<ModelRow>[] = [
  {
    title: 'Model',
    cell: ({ model, provider }) => (
      <>
        {model}
        <span className="item-note caching-provider">{providerName(provider)}</span>
      </>
    ),
  },
  ...measureColumns,
  {
    title: 'Suggested lifetime',
    isText: true,
    cell: ({ suggestedTtl }) => <SuggestedTtl suggestion={suggestedTtl} />,
  },
]

/** What was read, written and neither; a dash where no call reported it. */
function tokensOf({
  reportingRequests,
  cacheReadTokens,
  cacheWriteTokens,
  uncachedInputTokens,
}: CacheMeasures): string {
  return [cacheReadTokens, cacheWriteTokens, uncachedInputTokens]
    .map((count) => formatCount(reportingRequests === 0 ? undefined : count))
    .join(' / ')
}

export function ProviderTable({ rows }: { rows: CacheAnalytics['byProvider'] }) {
  return (
    <section className="group" aria-label="By provider">
      <h2>By provider</h2>
      <DataTable
        label="By provider"
        columns={providerColumns}
        rows={rows}
        keyOf={({ provider }) => provider}
        testId="caching-providers"
      />
    </section>
  )
}

export function ModelTable({ rows }: { rows: CacheAnalytics['byModel'] }) {
  return (
    <section className="group" aria-label="By model">
      <h2>By model</h2>
      <p className="note soft">
        The suggested lifetime is the cheapest one for the gaps between calls so far, if each call repeats the
        same beginning.
      </p>
      <DataTable
        label="By model"
        columns={modelColumns}
        rows={rows}
        keyOf={({ provider, model }) => `${provider}/${model}`}
        testId="caching-models"
      />
    </section>
  )
}
