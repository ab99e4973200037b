import type { CacheMeasures } from '../../../../src-shared/dedicated-api/admin.ts'
import type { MeasuredTotals } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { formatUsd } from '../../../../src-shared/money.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import type { Measure } from '../../../ui/measure-card.tsx'

/** Money of caching as far as it is known: undefined, not 0, when no call told it. */
export function knownOf(measures: MeasuredTotals & Partial<CacheMeasures>): { readonly saving: number | undefined; readonly premium: number | undefined } {
  const { requests, savedCost, unknownSavingRequests, writePremium, unknownWritePremiumRequests = 0 } = measures
  return { saving: unknownSavingRequests >= requests ? undefined : savedCost, premium: unknownWritePremiumRequests >= requests ? undefined : writePremium }
}

const notCounted = (count: number) => (count === 0 ? '' : ` ${formatPlural(count, 'call')} of unknown saving not counted.`)

/** The measures over all providers. Saving is what reads gained less what writes cost, and has a sign. */
export function describeCaching(totals: CacheMeasures): Readonly<Record<'saving' | 'hitRate' | 'reuse', Measure>> {
  const { saving, premium } = knownOf(totals)
  const isSplit = saving !== undefined && premium !== undefined && premium !== 0
  return {
    saving: {
      value: formatSignedUsd(saving),
      basis: `Over ${formatPlural(totals.requests - totals.unknownSavingRequests, 'call')}.${notCounted(totals.unknownSavingRequests)}`,
      definition: 'What the calls would have cost at the vendors without prompt caching, minus what they cost.',
      parts: isSplit ? [{ label: 'Gained by reading', value: formatSignedUsd(saving + premium) }, { label: 'Paid for writing', value: formatSignedUsd(-premium) }] : [],
      tone: saving === undefined || saving === 0 ? 'neutral' : saving > 0 ? 'good' : 'bad',
    },
    hitRate: {
      value: formatShare(totals.requestHitRate),
      basis: totals.requestHitRate === undefined ? 'No call reported its cache use.' : `${formatCount(totals.hitRequests)} of ${formatPlural(totals.reportingRequests, 'reporting call')}.`,
      definition: 'Share of the calls that read anything from a vendor’s cache.',
      parts: [],
      tone: 'neutral',
    },
    reuse: {
      value: formatShare(totals.tokenReuse),
      basis: totals.tokenReuse === undefined ? 'No input tokens were reported.' : `${formatCount(totals.cacheReadTokens)} of ${formatPlural(totals.inputTokens, 'token')}; ${formatUsd(premium)} paid on top for writing.`,
      definition: 'Share of all input tokens that were read from a vendor’s cache.',
      parts: [],
      tone: 'neutral',
    },
  }
}
