import type { CacheMeasures } from '../../../../src-shared/dedicated-api/admin.ts'
import type { MeasuredTotals } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { formatSignedUsd } from '../../../ui/format.ts'
import type { Measure, MeasurePart } from '../../../ui/measure-card.tsx'
import { describeSaving, knownSum } from '../../ui/cache-measures.ts'

/** What caching saved, as far as it is known: undefined, not 0, when no call told it. */
export const savingOf = ({ requests, savedCost, unknownSavingRequests }: MeasuredTotals) =>
  knownSum(savedCost, requests, unknownSavingRequests)

/** What writing cost above plain input, as far as it is known. */
export const premiumOf = ({ requests, writePremium, unknownWritePremiumRequests }: CacheMeasures) =>
  knownSum(writePremium, requests, unknownWritePremiumRequests)

/** Net saving with what it is made of, where both parts are known of the same calls. */
export function describeNet(totals: CacheMeasures): Measure {
  return { ...describeSaving(totals), parts: partsOf(totals) }
}

function partsOf(totals: CacheMeasures): MeasurePart[] {
  const saving = savingOf(totals)
  const premium = premiumOf(totals)
  if (
    saving === undefined ||
    premium === undefined ||
    premium === 0 ||
    totals.unknownWritePremiumRequests !== totals.unknownSavingRequests
  )
    return []
  return [
    { label: 'Gained by reading', value: formatSignedUsd(saving + premium) },
    { label: 'Paid for writing', value: formatSignedUsd(-premium) },
  ]
}
