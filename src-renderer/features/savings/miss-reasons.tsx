import type { SavingsSummary } from '../../../src-shared/savings.ts'
import { formatCount, formatPlural } from '../../ui/format.ts'
import { explainMisses, missWords } from './miss-words.ts'

/** Why runs did not read all of their prefix from the cache. */
export function MissReasons({ counts }: { counts: SavingsSummary['missReasons'] }) {
  const { known, notReported } = explainMisses(counts)
  if (known.length === 0 && notReported === 0) return null
  return (
    <section className="group" aria-label="Why the cache was missed" data-testid="savings-misses">
      <h2>Why the cache was missed</h2>
      <ul className="reasons">
        {known.map(({ reason, runs, share }) => (
          <li key={reason} className="reason" data-testid={`savings-miss-${reason}`}>
            <span>
              {missWords[reason].short} <span className="soft">· {missWords[reason].meaning}</span>
            </span>
            <span className="figures">{formatCount(runs)}</span>
            <span className="reason-bar" aria-hidden>
              <span style={{ width: `${share * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {notReported > 0 && (
        <p className="note soft" data-testid="savings-miss-not_reported">
          {formatPlural(notReported, 'more run')}: the provider did not report what it cached.
        </p>
      )}
    </section>
  )
}
