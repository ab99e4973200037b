import { dedicatedProviderId } from '../../../src-shared/dedicated-provider-id.ts'
import { Badge } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'
import { receiptOf } from './receipt.ts'
import './run-receipt.css'
import { useRun } from './run-store.ts'

/** What the run cost and what the cache did, with the reason on demand. */
export function RunReceipt() {
  const outcome = useRun((state) => state.outcome)
  const practice = useRun((state) => state.origin?.practice ?? false)
  const dedicated = useRun((state) => state.origin?.provider === dedicatedProviderId)
  if (outcome === undefined) return null
  const receipt = receiptOf(outcome, practice, dedicated)
  return (
    <div className="run-receipt" data-testid="run-receipt">
      <p className="figures">
        <span className={classNames('run-receipt-cache', receipt.tone === 'good' && 'run-receipt-good')}>
          {receipt.cache}
        </span>
        {receipt.money.map((part) => (
          <span key={part}> · {part}</span>
        ))}
      </p>
      <p className="run-receipt-more">
        {practice && <Badge tone="warn">Practice: no money was spent</Badge>}
        {practice && ' '}
        <span className="figures">
          {dedicated && 'Dedicated API · '}
          {receipt.timing}
        </span>
      </p>
      {receipt.miss !== undefined && (
        <p className="run-receipt-more" data-testid="run-miss">
          {receipt.miss}
        </p>
      )}
      {receipt.reason !== '' && (
        <p className="run-receipt-more" data-testid="run-plan">
          {receipt.reason}
        </p>
      )}
    </div>
  )
}
