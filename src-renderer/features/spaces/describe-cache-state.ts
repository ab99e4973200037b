import type { ProviderInfo } from '../../../src-shared/entities.ts'
import type { SpaceCacheState, WarmPrefix } from '../../../src-shared/ipc/contract.ts'
import { formatClock, formatPlural, formatShare, lifetimeWords } from '../../ui/format.ts'

/** Until when a Space is believed warm, at which model, and for how long it was asked to be kept. */
export function describeWarm(
  { provider, model, tokens, ttl, expiresAt }: WarmPrefix,
  providers: readonly ProviderInfo[],
  now?: number,
): string {
  const name =
    providers.find((each) => each.id === provider)?.models.find((each) => each.id === model)?.name ?? model
  const lifetime = ttl === undefined ? '' : ` (${lifetimeWords[ttl]})`
  return `Warm until ${formatClock(expiresAt, now)} for ${name}${lifetime}: ${formatPlural(tokens, 'token')}`
}

/** What the planner knows about the use of a Space. */
export function learnedFrom({ uses, withinFiveMinutes, withinHour }: SpaceCacheState): string {
  if (uses === 0 || withinFiveMinutes === undefined || withinHour === undefined)
    return 'Not used yet: the planner learns from your runs on it.'
  return (
    `After ${formatPlural(uses, 'run')}, the chance of the next one is ` +
    `${formatShare(rounded(withinFiveMinutes))} within 5 minutes and ` +
    `${formatShare(rounded(withinHour))} within an hour.`
  )
}

/** A belief is no measurement: whole per cents say enough. */
const rounded = (share: number) => Math.round(share * 100) / 100
