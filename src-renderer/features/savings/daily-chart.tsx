import { useState } from 'react'
import type { SavingsSummary } from '../../../src-shared/savings.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount, formatDay, formatPlural, formatSignedUsd } from '../../ui/format.ts'
import { knownNet } from './describe-savings.ts'

/** Net saving per day, as bars or as a table. */
export function DailyChart({ days }: { days: SavingsSummary['days'] }) {
  const [asTable, setAsTable] = useState(false)
  if (days.length < 2) return null
  return (
    <section className="group" aria-label="Net saving per day" data-testid="savings-chart">
      <div className="page-head">
        <h2>Net saving per day</h2>
        <Button
          look="quiet"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          data-testid="savings-chart-table"
        >
          {asTable ? 'Show as bars' : 'Show as table'}
        </Button>
      </div>
      {asTable ? (
        <DayTable days={days} />
      ) : (
        <BarChart
          label="Net saving per day; the same figures are in the table."
          bars={days.map((day) => ({
            key: day.day,
            value: day.netSavedCost,
            title:
              `${formatDay(day.day)}: ${formatSignedUsd(knownNet(day))}, ` + formatPlural(day.runs, 'run'),
            label: formatDay(day.day),
          }))}
          formatValue={formatSignedUsd}
        />
      )}
    </section>
  )
}

function DayTable({ days }: { days: SavingsSummary['days'] }) {
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="number">
              Runs
            </th>
            <th scope="col" className="number">
              With a cache read
            </th>
            <th scope="col" className="number">
              Upkeep
            </th>
            <th scope="col" className="number">
              Net saving
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <td>{formatDay(day.day)}</td>
              <td className="number">{formatCount(day.runs)}</td>
              <td className="number">{formatCount(day.hitRuns)}</td>
              <td className="number">{formatUsd(day.upkeepCost)}</td>
              <td className="number">{formatSignedUsd(knownNet(day))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
