import type { AnswerStats } from '../../../src-shared/ipc/contract.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import { formatBytes, formatCount, formatPlural } from '../../ui/format.ts'

/**
 * What is kept, how often it was used, and what that saved; a saving that is not known is counted, not added
 * as 0.
 */
export function describeAnswers({
  entries,
  bytes,
  hits,
  misses,
  savedCost,
  unknownSavings,
}: AnswerStats): string {
  const parts = [
    `${formatPlural(entries, 'answer')} kept${entries === 0 ? ' now' : `, ${formatBytes(bytes)}`}`,
  ]
  if (hits + misses > 0) parts.push(`used ${formatCount(hits)} of ${formatPlural(hits + misses, 'time')}`)
  if (hits > unknownSavings) parts.push(`saved ${formatUsd(savedCost)}`)
  if (unknownSavings > 0) parts.push(`${formatPlural(unknownSavings, 'saving')} unknown`)
  return parts.join(' · ')
}
