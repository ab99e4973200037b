import { RefreshCw } from 'lucide-react'
import { formatClock } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { PageHead } from './page-head.tsx'
import { periods, type Period } from './period.ts'

interface ReportHeadProps {
  title: string
  /** What the report is made of. */
  note: string | undefined
  /** When it was made. */
  at: number | undefined
  period: Period
  onPeriod: (period: Period) => void
  onRefresh: () => void
}

/** The title of a page of figures, with its period and how old the figures are. */
export function ReportHead({ title, note, at, period, onPeriod, onRefresh }: ReportHeadProps) {
  return (
    <PageHead title={title} note={note}>
      {at !== undefined && <span className="note faint figures">As of {formatClock(at)}</span>}
      <IconButton label="Load anew" onClick={onRefresh} data-testid="report-refresh">
        <RefreshCw aria-hidden />
      </IconButton>
      <Segmented label="Period" value={period} options={periods} onChange={onPeriod} testId="report-period" />
    </PageHead>
  )
}
