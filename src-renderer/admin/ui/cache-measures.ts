import type { MeasuredTotals } from '../../../src-shared/dedicated-api/usage-summary.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd } from '../../ui/format.ts'
import type { Measure } from '../../ui/measure-card.tsx'

/** A figure that is neither good nor bad by itself. */
export const plainMeasure = (value: string, basis: string, definition: string): Measure => ({
  value,
  basis,
  definition,
  parts: [],
  tone: 'neutral',
})

/** A sum over calls of which some may be unknown: undefined when all are, which is not 0. */
export function knownSum(sum: number, requests: number, unknownRequests: number): number | undefined {
  return requests > 0 && unknownRequests >= requests ? undefined : sum
}

/** Over how many calls a sum is known, and how many are left out. */
export function describeKnown(requests: number, unknownRequests: number, what: string): string {
  const missing =
    unknownRequests === 0 ? '' : ` ${formatPlural(unknownRequests, 'call')} of unknown ${what} not counted.`
  return `Over ${formatPlural(requests - unknownRequests, 'call')}.${missing}`
}

/** What prompt caching saved; it has a sign, and a colour with it. */
export function describeSaving({ requests, savedCost, unknownSavingRequests }: MeasuredTotals): Measure {
  const saving = knownSum(savedCost, requests, unknownSavingRequests)
  return {
    ...plainMeasure(
      formatSignedUsd(saving),
      describeKnown(requests, unknownSavingRequests, 'saving'),
      'What the calls would have cost at the vendors without prompt caching, minus what they cost.',
    ),
    tone: saving === undefined || saving === 0 ? 'neutral' : saving > 0 ? 'good' : 'bad',
  }
}

export function describeHitRate({ requestHitRate, hitRequests, reportingRequests }: MeasuredTotals): Measure {
  const basis =
    requestHitRate === undefined
      ? 'No call reported its cache use.'
      : `${formatCount(hitRequests)} of ${formatPlural(reportingRequests, 'reporting call')}.`
  return plainMeasure(
    formatShare(requestHitRate),
    basis,
    'Share of the calls that read anything from a vendor’s cache.',
  )
}

export function describeReuse({ tokenReuse, cacheReadTokens, inputTokens }: MeasuredTotals): Measure {
  const basis =
    tokenReuse === undefined
      ? 'No input tokens were reported.'
      : `${formatCount(cacheReadTokens)} of ${formatPlural(inputTokens, 'token')}.`
  return plainMeasure(
    formatShare(tokenReuse),
    basis,
    'Share of all input tokens that were read from a vendor’s cache.',
  )
}
