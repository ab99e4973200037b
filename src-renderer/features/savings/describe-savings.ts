import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import type { RunRecord, SavingsSummary } from '../../../src-shared/savings.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import type { CacheStatus } from '../../../src-shared/token-usage.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd, unknown } from '../../ui/format.ts'

export interface Measure {
  readonly value: string
  /** What the figure means. */
  readonly definition: string
  /** What it was made of, or why it is unknown. */
  readonly basis: string
  readonly tone: 'good' | 'bad' | 'neutral'
}

export interface Measures {
  readonly net: Measure
  readonly hitRate: Measure
  readonly reuse: Measure
}

function describeNet({ totals }: SavingsSummary): Measure {
  const known = totals.runs - totals.unknownSavingRuns
  const missing = totals.unknownSavingRuns === 0 ? '' : ` ${formatPlural(totals.unknownSavingRuns, 'run')} with unknown saving not counted.`
  return {
    value: known === 0 ? unknown : formatSignedUsd(totals.savedCost),
    definition: 'What the same runs would have cost without caching, minus what they cost.',
    basis: known === 0 ? `No run with a known saving.${missing}` : `Over ${formatPlural(known, 'run')}.${missing}`,
    tone: known === 0 || totals.savedCost === 0 ? 'neutral' : totals.savedCost > 0 ? 'good' : 'bad',
  }
}

/** The three measures in words. They answer different questions and are never merged into one. */
export function describeMeasures(summary: SavingsSummary): Measures {
  const { totals, requestHitRate, tokenReuse } = summary
  return {
    net: describeNet(summary),
    hitRate: {
      value: formatShare(requestHitRate),
      definition: 'Share of the runs that read anything from the cache.',
      basis: requestHitRate === undefined ? 'No run reported its cache use.' : `${formatCount(totals.hitRuns)} of ${formatPlural(totals.reportingRuns, 'reporting run')}.`,
      tone: 'neutral',
    },
    reuse: {
      value: formatShare(tokenReuse),
      definition: 'Share of all input tokens that were read from the cache.',
      basis: tokenReuse === undefined ? 'No input tokens were reported.' : `${formatCount(totals.cacheReadTokens)} of ${formatPlural(totals.inputTokens, 'token')}.`,
      tone: 'neutral',
    },
  }
}

const cacheWords: Readonly<Record<CacheStatus, string>> = { hit: 'Hit', partial: 'Partial', write: 'Written', miss: 'None', unknown: 'Not reported', local: 'Local answer' }

/** Figures of one run as the table shows them. */
export function describeRun(run: RunRecord) {
  const written = cacheWriteTotal(run.usage ?? {})
  return {
    cache: cacheWords[run.cacheStatus],
    tokens: [run.usage?.cacheReadTokens, written, run.usage?.uncachedInputTokens].map((count) => formatCount(count)).join(' / '),
    cost: formatUsd(run.actualCost),
    saved: formatSignedUsd(run.savedCost),
  }
}

/** What the sums leave out or include that a reader should know. */
export function describeTotals({ totals }: SavingsSummary): string {
  const parts = [formatPlural(totals.runs, 'run')]
  if (totals.failedRuns > 0) parts.push(`${formatCount(totals.failedRuns)} failed`)
  if (totals.cancelledRuns > 0) parts.push(`${formatCount(totals.cancelledRuns)} stopped`)
  parts.push(totals.unknownCostRuns === totals.runs && totals.runs > 0 ? 'cost unknown' : `cost ${formatUsd(totals.actualCost)}`)
  if (totals.unknownCostRuns > 0 && totals.unknownCostRuns < totals.runs) parts.push(`${formatPlural(totals.unknownCostRuns, 'run')} with unknown cost not counted`)
  return parts.join(' · ')
}
