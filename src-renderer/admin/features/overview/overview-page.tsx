import { ChartNoAxesColumn } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { MeasuredTotals } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { formatCount, formatPlural } from '../../../ui/format.ts'
import { MeasureCard } from '../../../ui/measure-card.tsx'
import { describeHitRate, describeReuse, describeSaving } from '../../ui/cache-measures.ts'
import { Loading } from '../../ui/loading.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { ReportHead } from '../../ui/report-head.tsx'
import { DailyChart } from './daily-chart.tsx'
import { describeDays } from './describe-days.ts'
import { describeAnswers, describeMoney } from './describe-overview.ts'
import { useOverview, type Overview } from './overview-store.ts'

const noteOf = ({ requests, failed }: MeasuredTotals) =>
  `${formatPlural(requests, 'call')}${failed === 0 ? '' : ` · ${formatCount(failed)} failed`}`

/** What the gateway charged, paid and saved. */
export function OverviewPage() {
  const { period, reports, problem, load, refresh, setPeriod } = useOverview()
  const report = reports[period]
  useEffect(() => void load(), [load])
  return (
    <div className="page page-wide">
      <ReportHead
        title="Overview"
        note={report && noteOf(report.content.summary.totals)}
        at={report?.at}
        period={period}
        onPeriod={(value) => void setPeriod(value)}
        onRefresh={() => void refresh()}
      />
      <ProblemNotice problem={problem} onRetry={() => void refresh()} />
      {report !== undefined && <OverviewFigures overview={report.content} />}
      {report === undefined && problem === undefined && <Loading />}
    </div>
  )
}

function OverviewFigures({ overview: { summary, creditsPerDollar } }: { overview: Overview }) {
  const days = useMemo(() => describeDays(summary, creditsPerDollar), [summary, creditsPerDollar])
  if (summary.totals.requests === 0) {
    return (
      <EmptyState icon={ChartNoAxesColumn} title="No calls in this period">
        Add a user and give them credits under Users; what their calls cost, and what caching saved, shows up
        here.
      </EmptyState>
    )
  }
  const money = describeMoney(summary.totals, creditsPerDollar)
  const answers = describeAnswers(summary.totals, creditsPerDollar)
  return (
    <>
      <div className="measures">
        <MeasureCard title="Credits used" measure={money.credits} testId="overview-credits" />
        <MeasureCard title="Vendor cost" measure={money.cost} testId="overview-cost" />
        <MeasureCard title="Margin" measure={money.margin} testId="overview-margin" />
        <MeasureCard
          title="Net saving by prompt caching"
          measure={describeSaving(summary.totals)}
          testId="overview-saving"
        />
        <MeasureCard
          title="Request hit rate"
          measure={describeHitRate(summary.totals)}
          testId="overview-hit-rate"
        />
        <MeasureCard title="Token reuse" measure={describeReuse(summary.totals)} testId="overview-reuse" />
      </div>
      <DailyChart days={days} />
      <section className="group" aria-label="Answer cache">
        <h2>Answer cache</h2>
        <div className="measures">
          <MeasureCard title="Answers from memory" measure={answers.hits} testId="overview-answers" />
          <MeasureCard title="Answer hit rate" measure={answers.share} testId="overview-answer-share" />
          <MeasureCard title="Saved for users" measure={answers.saved} testId="overview-answers-saved" />
        </div>
      </section>
    </>
  )
}
