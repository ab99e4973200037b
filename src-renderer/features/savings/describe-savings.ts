import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import type { RunRecord, SavingsSummary, SavingsTotals, SpaceSavings } from '../../../src-shared/savings.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import type { CacheStatus } from '../../../src-shared/token-usage.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd, unknown } from '../../ui/format.ts'
import type { Measure, MeasurePart } from '../../ui/measure-card.tsx'

export interface Measures {
  readonly net: Measure
  readonly hitRate: Measure
  readonly reuse: Measure
}

/** Runs that a provider answered. */
const providerRuns = ({ runs, localHits }: Pick<SavingsTotals, 'runs' | 'localHits'>) => runs - localHits

/** What net saving is made of; one part alone needs no list. */
function describeParts({ savedCost, upkeepCost, unknownUpkeep }: SavingsTotals): MeasurePart[] {
  if (upkeepCost === 0 && unknownUpkeep === 0) return []
  const upkeep = upkeepCost === 0 ? unknown : formatSignedUsd(-upkeepCost)
  const missing = unknownUpkeep === 0 ? '' : ` and ${formatPlural(unknownUpkeep, 'expense')} of unknown cost`
  return [
    { label: 'Saved by the runs', value: formatSignedUsd(savedCost) },
    { label: 'Keeping caches warm', value: `${upkeep}${missing}` },
  ]
}

function describeNet({ totals }: SavingsSummary): Measure {
  const known = providerRuns(totals) - totals.unknownSavingRuns
  const missing =
    totals.unknownSavingRuns === 0
      ? ''
      : ` ${formatPlural(totals.unknownSavingRuns, 'run')} with unknown saving not counted.`
  const isKnown = known > 0 || totals.upkeepCost !== 0
  return {
    value: isKnown ? formatSignedUsd(totals.netSavedCost) : unknown,
    definition: 'What the same runs would have cost without caching, minus what they and their caches cost.',
    basis:
      known === 0 ? `No run with a known saving.${missing}` : `Over ${formatPlural(known, 'run')}.${missing}`,
    parts: describeParts(totals),
    tone: !isKnown || totals.netSavedCost === 0 ? 'neutral' : totals.netSavedCost > 0 ? 'good' : 'bad',
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
      basis:
        requestHitRate === undefined
          ? 'No run reported its cache use.'
          : `${formatCount(totals.hitRuns)} of ${formatPlural(totals.reportingRuns, 'reporting run')}.`,
      parts: [],
      tone: 'neutral',
    },
    reuse: {
      value: formatShare(tokenReuse),
      definition: 'Share of all input tokens that were read from the cache.',
      basis:
        tokenReuse === undefined
          ? 'No input tokens were reported.'
          : `${formatCount(totals.cacheReadTokens)} of ${formatPlural(totals.inputTokens, 'token')}.`,
      parts: [],
      tone: 'neutral',
    },
  }
}

const cacheWords: Readonly<Record<CacheStatus, string>> = {
  hit: 'Hit',
  partial: 'Partial',
  write: 'Written',
  miss: 'None',
  unknown: 'Not reported',
  local: 'Local answer',
}

/** Figures of one run as the table shows them. */
export function describeRun(run: RunRecord) {
  const written = cacheWriteTotal(run.usage ?? {})
  return {
    cache: cacheWords[run.cacheStatus],
    tokens: [run.usage?.cacheReadTokens, written, run.usage?.uncachedInputTokens]
      .map((count) => formatCount(count))
      .join(' / '),
    cost: formatUsd(run.actualCost),
    /** Undefined for a run that was not paid with credits. */
    credits: run.creditsCharged === undefined ? undefined : formatPlural(run.creditsCharged, 'credit'),
    saved: formatSignedUsd(run.savedCost),
  }
}

/** What the sums leave out or include that a reader should know. */
export function describeTotals({ totals }: SavingsSummary): string {
  const asked = providerRuns(totals)
  const parts = [formatPlural(totals.runs, 'run')]
  if (totals.failedRuns > 0) parts.push(`${formatCount(totals.failedRuns)} failed`)
  if (totals.cancelledRuns > 0) parts.push(`${formatCount(totals.cancelledRuns)} stopped`)
  if (totals.localHits > 0) parts.push(`${formatCount(totals.localHits)} from local cache`)
  parts.push(
    totals.unknownCostRuns === asked && asked > 0 ? 'cost unknown' : `cost ${formatUsd(totals.actualCost)}`,
  )
  if (totals.upkeepCost > 0) parts.push(`upkeep ${formatUsd(totals.upkeepCost)}`)
  if (totals.unknownCostRuns > 0 && totals.unknownCostRuns < asked)
    parts.push(`${formatPlural(totals.unknownCostRuns, 'run')} with unknown cost not counted`)
  return parts.join(' · ')
}

/**
 * What the answers that were kept on this computer saved; undefined
 * when none was used. It is no part of net saving.
 */
export function describeLocal({ totals }: SavingsSummary): string | undefined {
  if (totals.localHits === 0) return undefined
  const saved =
    totals.localHits > totals.unknownLocalSavings
      ? `saved ${formatUsd(totals.localSavedCost)}`
      : 'saving unknown'
  const missing =
    totals.unknownLocalSavings > 0 && totals.localHits > totals.unknownLocalSavings
      ? `, ${formatPlural(totals.unknownLocalSavings, 'answer')} of unknown cost not counted`
      : ''
  return (
    `${formatPlural(totals.localHits, 'answer')} from local cache · ${saved}${missing} · apart from the ` +
    'net saving'
  )
}

/** Net saving of one day or Space; a dash when nothing of it is known. */
export function knownNet({
  netSavedCost,
  runs,
  unknownSavingRuns,
  upkeepCost,
  localHits = 0,
}: Pick<SpaceSavings, 'netSavedCost' | 'runs' | 'unknownSavingRuns' | 'upkeepCost'> & {
  readonly localHits?: number
}): number | undefined {
  return runs - localHits > unknownSavingRuns || upkeepCost !== 0 ? netSavedCost : undefined
}
