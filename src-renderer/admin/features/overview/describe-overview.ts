import type { MeasuredTotals } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { formatUsd, type NanoDollars } from '../../../../src-shared/money.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd, unknown } from '../../../ui/format.ts'
import type { Measure } from '../../../ui/measure-card.tsx'

const nanoPerDollar = 1_000_000_000

/** What credits are worth to the gateway. */
export const chargeOf = (credits: number, creditsPerDollar: number): NanoDollars => Math.round((credits / creditsPerDollar) * nanoPerDollar)

/** A sum over calls of which some may be unknown: undefined when all are, which is not 0. */
export function knownSum(sum: number, requests: number, unknownRequests: number): number | undefined {
  return requests > 0 && unknownRequests >= requests ? undefined : sum
}

/** The figures of one day or of the whole period. */
export function figuresOf(totals: MeasuredTotals, creditsPerDollar: number) {
  const { requests, credits, vendorCost, unknownCostRequests, savedCost, unknownSavingRequests } = totals
  const cost = knownSum(vendorCost, requests, unknownCostRequests)
  const charged = chargeOf(credits, creditsPerDollar)
  return { credits, charged, cost, margin: cost === undefined ? undefined : charged - cost, saving: knownSum(savedCost, requests, unknownSavingRequests) }
}

const notCounted = (count: number, what: string) => (count === 0 ? '' : ` ${formatPlural(count, 'call')} of unknown ${what} not counted.`)
const toneOf = (amount: number | undefined) => (amount === undefined || amount === 0 ? 'neutral' : amount > 0 ? 'good' : 'bad')

/** The measures of a period in words. What is unknown is a dash, with how many calls that is. */
export function describeOverview(totals: MeasuredTotals, creditsPerDollar: number): Readonly<Record<'credits' | 'cost' | 'margin' | 'saving' | 'hitRate' | 'reuse' | 'answers', Measure>> {
  const { requests, unknownCostRequests, unknownSavingRequests, hitRequests, reportingRequests, cacheReadTokens, inputTokens, answerCacheHits, answerCacheSavedCredits } = totals
  const { credits, charged, cost, margin, saving } = figuresOf(totals, creditsPerDollar)
  const answerShare = requests === 0 ? undefined : answerCacheHits / requests
  return {
    credits: {
      value: formatCount(credits),
      basis: `${formatUsd(charged)} at ${formatCount(creditsPerDollar)} credits a dollar.`,
      definition: 'What users were charged for their calls.',
      parts: [],
      tone: 'neutral',
    },
    cost: {
      value: formatUsd(cost),
      basis: `Over ${formatPlural(requests - unknownCostRequests, 'call')}.${notCounted(unknownCostRequests, 'cost')}`,
      definition: 'What the vendors ask for the same calls, at their list prices.',
      parts: [],
      tone: 'neutral',
    },
    margin: {
      value: formatSignedUsd(margin),
      basis: margin === undefined || charged === 0 ? 'Nothing was charged, or its cost is unknown.' : `${formatShare(margin / charged)} of what was charged.`,
      definition: 'Credits used, in dollars, minus vendor cost.',
      parts: [],
      tone: margin !== undefined && margin < 0 ? 'bad' : 'neutral',
    },
    saving: {
      value: formatSignedUsd(saving),
      basis: `Over ${formatPlural(requests - unknownSavingRequests, 'call')}.${notCounted(unknownSavingRequests, 'saving')}`,
      definition: 'What the calls would have cost at the vendors without prompt caching, minus what they cost.',
      parts: [],
      tone: toneOf(saving),
    },
    hitRate: {
      value: formatShare(totals.requestHitRate),
      basis: totals.requestHitRate === undefined ? 'No call reported its cache use.' : `${formatCount(hitRequests)} of ${formatPlural(reportingRequests, 'reporting call')}.`,
      definition: 'Share of the calls that read anything from a vendor’s cache.',
      parts: [],
      tone: 'neutral',
    },
    reuse: {
      value: formatShare(totals.tokenReuse),
      basis: totals.tokenReuse === undefined ? 'No input tokens were reported.' : `${formatCount(cacheReadTokens)} of ${formatPlural(inputTokens, 'token')}.`,
      definition: 'Share of all input tokens that were read from a vendor’s cache.',
      parts: [],
      tone: 'neutral',
    },
    answers: {
      value: formatCount(answerCacheHits),
      basis: answerShare === undefined ? unknown : `${formatShare(answerShare)} of the calls; ${formatPlural(answerCacheSavedCredits, 'credit')} not charged (${formatUsd(chargeOf(answerCacheSavedCredits, creditsPerDollar))}).`,
      definition: 'Calls that were answered from the gateway’s own memory, without asking a vendor.',
      parts: [],
      tone: 'neutral',
    },
  }
}
