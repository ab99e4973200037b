import type { MeasuredTotals } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { formatUsd, type NanoDollars } from '../../../../src-shared/money.ts'
import { formatCount, formatPlural, formatShare, formatSignedUsd } from '../../../ui/format.ts'
import type { Measure } from '../../../ui/measure-card.tsx'
import { describeKnown, knownSum, plainMeasure } from '../../ui/cache-measures.ts'

const nanoPerDollar = 1_000_000_000

/** What credits are worth to the gateway. */
const chargeOf = (credits: number, creditsPerDollar: number): NanoDollars =>
  Math.round((credits / creditsPerDollar) * nanoPerDollar)

/** The money of one day or of the whole period, as far as it is known. */
export function figuresOf(
  { requests, credits, vendorCost, unknownCostRequests, savedCost, unknownSavingRequests }: MeasuredTotals,
  creditsPerDollar: number,
) {
  const charged = chargeOf(credits, creditsPerDollar)
  const cost = knownSum(vendorCost, requests, unknownCostRequests)
  return {
    credits,
    charged,
    cost,
    margin: cost === undefined ? undefined : charged - cost,
    saving: knownSum(savedCost, requests, unknownSavingRequests),
  }
}

/** Charge, cost and what lies between. What is unknown is a dash, with how many calls that is. */
export function describeMoney(
  totals: MeasuredTotals,
  creditsPerDollar: number,
): Readonly<Record<'credits' | 'cost' | 'margin', Measure>> {
  const { credits, charged, cost, margin } = figuresOf(totals, creditsPerDollar)
  const share =
    margin === undefined || charged === 0
      ? 'Nothing was charged, or its cost is unknown.'
      : `${formatShare(margin / charged)} of what was charged.`
  return {
    credits: plainMeasure(
      formatCount(credits),
      `${formatUsd(charged)} at ${formatCount(creditsPerDollar)} credits a dollar.`,
      'What users were charged for their calls.',
    ),
    cost: plainMeasure(
      formatUsd(cost),
      describeKnown(totals.requests, totals.unknownCostRequests, 'cost'),
      'What the vendors ask for the same calls, at their list prices.',
    ),
    margin: {
      ...plainMeasure(formatSignedUsd(margin), share, 'Credits used, in dollars, minus vendor cost.'),
      tone: margin !== undefined && margin < 0 ? 'bad' : 'neutral',
    },
  }
}

/** What the gateway answered from its own memory. */
export function describeAnswers(
  { requests, answerCacheHits, answerCacheSavedCredits }: MeasuredTotals,
  creditsPerDollar: number,
): Readonly<Record<'hits' | 'share' | 'saved', Measure>> {
  return {
    hits: plainMeasure(
      formatCount(answerCacheHits),
      `Of ${formatPlural(requests, 'call')}.`,
      'Calls that were answered from the gateway’s own memory, without asking a vendor.',
    ),
    share: plainMeasure(
      formatShare(requests === 0 ? undefined : answerCacheHits / requests),
      `${formatCount(answerCacheHits)} of ${formatPlural(requests, 'call')}.`,
      'Share of the calls that were answered from memory.',
    ),
    saved: plainMeasure(
      formatUsd(chargeOf(answerCacheSavedCredits, creditsPerDollar)),
      `${formatPlural(answerCacheSavedCredits, 'credit')} not charged.`,
      'What users were not charged for answers from memory.',
    ),
  }
}
