import { dedicatedProviderId } from '../../../src-shared/dedicated-provider-id.ts'
import type { RunRecord } from '../../../src-shared/savings.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatDuration, formatTime } from '../../ui/format.ts'
import { describeRun } from './describe-savings.ts'
import { MissReason } from './miss-reason.tsx'
import { useSavings } from './savings-store.ts'

const cacheTones = {
  hit: 'good',
  partial: 'good',
  write: 'accent',
  miss: 'neutral',
  unknown: 'neutral',
  local: 'accent',
} as const

/** The last runs, newest first. */
export function RunTable() {
  const runs = useSavings((state) => state.runs)
  const more = useSavings((state) => state.more)
  const loadMore = useSavings((state) => state.loadMore)
  return (
    <section className="group" aria-label="Last runs">
      <h2>Last runs</h2>
      <div className="table-scroll">
        <table className="table" data-testid="savings-runs">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Cache</th>
              <th scope="col" className="number">
                Read / written / uncached
              </th>
              <th scope="col" className="number">
                Cost
              </th>
              <th scope="col" className="number">
                Saved
              </th>
              <th scope="col" className="number">
                Time / first words
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <div className="actions">
          <Button onClick={() => void loadMore()} data-testid="savings-more">
            Load more
          </Button>
        </div>
      )}
    </section>
  )
}

function RunRow({ run }: { run: RunRecord }) {
  const figures = describeRun(run)
  return (
    <tr data-testid="savings-run">
      <td className="run-cell">
        <p>
          <span className="row-title">{run.commandTitle}</span>
          {run.spaceName !== undefined && <span className="soft"> · {run.spaceName}</span>}{' '}
          {run.status === 'failed' && (
            <Badge tone="danger" title={run.error?.message}>
              Failed
            </Badge>
          )}
          {run.status === 'cancelled' && <Badge>Stopped</Badge>}
        </p>
        <p className="item-note figures">
          {formatTime(run.startedAt)} · {run.provider === dedicatedProviderId && 'Dedicated API · '}
          {run.model}
        </p>
      </td>
      <td>
        <Badge tone={cacheTones[run.cacheStatus]} title={run.plan.reason}>
          {figures.cache}
        </Badge>
        <MissReason run={run} />
      </td>
      <td className="number">{figures.tokens}</td>
      <td className="number">
        {figures.cost}
        {figures.credits !== undefined && (
          <p className="item-note" data-testid="savings-run-credits">
            {figures.credits}
          </p>
        )}
      </td>
      <td className="number">{figures.saved}</td>
      <td className="number">
        {formatDuration(run.latencyMs)} / {formatDuration(run.firstTokenMs)}
      </td>
    </tr>
  )
}
