import { ChartNoAxesColumn } from 'lucide-react'
import { useEffect } from 'react'
import type { CacheAnalytics } from '../../../../src-shared/dedicated-api/admin.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { formatPlural } from '../../../ui/format.ts'
import { MeasureCard } from '../../../ui/measure-card.tsx'
import { describeHitRate, describeReuse } from '../../ui/cache-measures.ts'
import { Loading } from '../../ui/loading.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ReportHead } from '../../ui/report-head.tsx'
import { ModelTable, ProviderTable } from './cache-tables.tsx'
import './caching.css'
import { useCaching } from './caching-store.ts'
import { describeNet } from './describe-caching.ts'
import { ProviderComparison } from './provider-comparison.tsx'
import { TopUsers } from './top-users.tsx'

/** How well prompt caching works: by provider, by model, by user. */
export function CachingPage() {
  const { period, reports, problem, load, refresh, setPeriod } = useCaching()
  const report = reports[period]
  useEffect(() => void load(), [load])
  return (
    <div className="page page-wide">
      <ReportHead
        title="Cache analytics"
        note={report && formatPlural(report.content.totals.requests, 'call')}
        at={report?.at}
        period={period}
        onPeriod={(value) => void setPeriod(value)}
        onRefresh={() => void refresh()}
      />
      <ProblemNotice problem={problem} onRetry={() => void refresh()} />
      {report !== undefined && <CachingFigures analytics={report.content} />}
      {report === undefined && problem === undefined && <Loading />}
    </div>
  )
}

function CachingFigures({ analytics }: { analytics: CacheAnalytics }) {
  const { totals, byProvider, byModel, comparison, topUsers } = analytics
  if (totals.requests === 0) {
    return (
      <EmptyState icon={ChartNoAxesColumn} title="No calls in this period">
        As soon as users call models, this page tells what their prompts read from the vendors’ caches, and
        what that saved.
      </EmptyState>
    )
  }
  return (
    <>
      <div className="measures">
        <MeasureCard title="Net saving" measure={describeNet(totals)} testId="caching-saving" />
        <MeasureCard title="Request hit rate" measure={describeHitRate(totals)} testId="caching-hit-rate" />
        <MeasureCard title="Token reuse" measure={describeReuse(totals)} testId="caching-reuse" />
      </div>
      <ProviderComparison comparison={comparison} />
      <ProviderTable rows={byProvider} />
      <ModelTable rows={byModel} />
      <TopUsers users={topUsers} />
    </>
  )
}
