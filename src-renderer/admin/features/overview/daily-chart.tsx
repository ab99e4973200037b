import { useState } from 'react'
import { formatUsd } from '../../../../src-shared/money.ts'
import { BarChart } from '../../../ui/bar-chart.tsx'
import { Button } from '../../../ui/button.tsx'
import { formatCount, formatDay, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import { Segmented } from '../../../ui/segmented.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { dayMeasures, formatOf, toBars, type DayFigures, type DayMeasure } from './describe-days.ts'

const columns: readonly Column<DayFigures>[] = [
  { title: 'Day', cell: ({ day }) => formatDay(day) },
  { title: 'Calls', number: true, cell: ({ requests }) => formatCount(requests) },
  { title: 'Credits', number: true, cell: ({ figures }) => formatCount(figures.credits) },
  { title: 'Vendor cost', number: true, cell: ({ figures }) => formatUsd(figures.cost) },
  { title: 'Margin', number: true, cell: ({ figures }) => formatSignedUsd(figures.margin) },
  { title: 'Net saving', number: true, cell: ({ figures }) => formatSignedUsd(figures.saving) },
  { title: 'Hit rate', number: true, cell: ({ requestHitRate }) => formatShare(requestHitRate) },
  { title: 'From answer cache', number: true, cell: ({ answerCacheHits }) => formatCount(answerCacheHits) },
]

/** A figure per day, as bars or as a table. */
export function DailyChart({ days }: { days: readonly DayFigures[] }) {
  const [measure, setMeasure] = useState<DayMeasure>('credits')
  const [asTable, setAsTable] = useState(false)
  const name = dayMeasures.find(({ value }) => value === measure)?.label ?? ''
  return (
    <section className="group" aria-label="Per day" data-testid="overview-days">
      <div className="page-head">
        <h2>Per day</h2>
        <div className="actions">
          {!asTable && (
            <Segmented
              label="Figure"
              value={measure}
              options={dayMeasures}
              onChange={setMeasure}
              testId="overview-measure"
            />
          )}
          <Button
            look="quiet"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            data-testid="overview-days-table-toggle"
          >
            {asTable ? 'Show as bars' : 'Show as table'}
          </Button>
        </div>
      </div>
      {asTable ? (
        <DataTable
          label="Figures per day"
          columns={columns}
          rows={days.filter(({ requests }) => requests > 0).toReversed()}
          keyOf={({ day }) => day}
          testId="overview-days-table"
        />
      ) : (
        <BarChart
          label={`${name} per day; the same figures are in the table.`}
          bars={toBars(days, measure)}
          formatValue={formatOf(measure)}
        />
      )}
      <p className="note faint">Days are UTC.{asTable && ' Days without calls are left out.'}</p>
    </section>
  )
}
