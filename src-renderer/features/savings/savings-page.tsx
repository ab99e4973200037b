import { ChartNoAxesColumn } from 'lucide-react'
import type { SavingsRange, SavingsScope } from '../../../src-shared/savings.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MeasureCard } from '../../ui/measure-card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { CreditBalance, CreditNote } from './credit-balance.tsx'
import { DailyChart } from './daily-chart.tsx'
import { describeLocal, describeMeasures, describeTotals } from './describe-savings.ts'
import { MissReasons } from './miss-reasons.tsx'
import { RunTable } from './run-table.tsx'
import './savings.css'
import { useSavings } from './savings-store.ts'
import { SpaceTable } from './space-table.tsx'

const ranges: readonly { value: SavingsRange; label: string }[] = [
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: 'all', label: 'All' },
]

const scopes: readonly { value: SavingsScope; label: string }[] = [
  { value: 'real', label: 'Real runs' },
  { value: 'practice', label: 'Practice' },
]

/** What caching saved, in three separate measures, and the runs behind them. */
export function SavingsPage() {
  const { range, scope, summary, problem, setRange, setScope, refresh } = useSavings()
  return (
    <div className="page page-wide">
      <header className="page-head">
        <div>
          <h1>Savings</h1>
          {summary !== undefined && summary.totals.runs > 0 && (
            <p className="note figures">{describeTotals(summary)}</p>
          )}
        </div>
        <div className="actions">
          <Segmented
            label="Runs"
            value={scope}
            options={scopes}
            onChange={(value) => void setScope(value)}
            testId="savings-scope"
          />
          <Segmented
            label="Period"
            value={range}
            options={ranges}
            onChange={(value) => void setRange(value)}
            testId="savings-range"
          />
        </div>
      </header>
      {problem !== undefined && (
        <Notice level="error" actions={<Button onClick={() => void refresh()}>Try again</Button>}>
          {problem}
        </Notice>
      )}
      {scope === 'practice' && (
        <p>
          <Badge tone="warn" testId="savings-practice">
            Simulated prices; no money was spent
          </Badge>
        </p>
      )}
      {scope === 'real' && <CreditBalance />}
      <SavingsBody />
    </div>
  )
}

function SavingsBody() {
  const summary = useSavings((state) => state.summary)
  const runs = useSavings((state) => state.runs)
  const scope = useSavings((state) => state.scope)
  if (summary === undefined) return null
  if (summary.totals.runs === 0 && runs.length === 0) {
    return (
      <EmptyState
        icon={ChartNoAxesColumn}
        title={scope === 'real' ? 'No runs with a provider yet' : 'No practice runs yet'}
      >
        Run a Command twice on the same Space: the first run writes the Space to the provider’s cache, the
        second reads it back for a tenth of the price. Both show up here.
      </EmptyState>
    )
  }
  const measures = describeMeasures(summary)
  const local = describeLocal(summary)
  return (
    <>
      <div className="measures">
        <MeasureCard title="Net saving" measure={measures.net} testId="savings-net" />
        <MeasureCard title="Request hit rate" measure={measures.hitRate} testId="savings-hit-rate" />
        <MeasureCard title="Token reuse" measure={measures.reuse} testId="savings-reuse" />
      </div>
      <CreditNote />
      {local !== undefined && (
        <p className="note figures" data-testid="savings-local">
          {local}
        </p>
      )}
      <DailyChart days={summary.days} />
      <div className="savings-why">
        <MissReasons counts={summary.missReasons} />
        <SpaceTable spaces={summary.spaces} />
      </div>
      <RunTable />
    </>
  )
}
