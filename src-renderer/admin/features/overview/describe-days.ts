import type { UsageGroup, UsageSummary } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { formatUsd } from '../../../../src-shared/money.ts'
import { formatCount, formatDay, formatPlural, formatSignedUsd } from '../../../ui/format.ts'
import { eachDay } from '../../ui/period.ts'
import { figuresOf } from './describe-overview.ts'

/** What the chart can show of each day. */
export const dayMeasures = [
  { value: 'credits', label: 'Credits', format: formatCount },
  { value: 'cost', label: 'Vendor cost', format: formatUsd },
  { value: 'margin', label: 'Margin', format: formatSignedUsd },
  { value: 'saving', label: 'Net saving', format: formatSignedUsd },
] as const

export type DayMeasure = (typeof dayMeasures)[number]['value']

/**
 * One day of the chart. A day without calls is 0 of everything; one whose calls have no known figure has
 * none.
 */
export interface DayFigures {
  readonly day: string
  readonly requests: number
  readonly answerCacheHits: number
  readonly requestHitRate: number | undefined
  readonly figures: Readonly<Record<DayMeasure, number | undefined>>
}

const nothing = { credits: 0, cost: 0, margin: 0, saving: 0 }

/** The days of a summary, with those that had no calls. */
export function describeDays(
  { from, to, groups }: Pick<UsageSummary, 'from' | 'to' | 'groups'>,
  creditsPerDollar: number,
): DayFigures[] {
  const known = new Map(groups.map((group) => [group.key, group]))
  return eachDay({ from, to }).map((day) => figuresOfDay(day, known.get(day), creditsPerDollar))
}

function figuresOfDay(day: string, group: UsageGroup | undefined, creditsPerDollar: number): DayFigures {
  if (group === undefined)
    return { day, requests: 0, answerCacheHits: 0, requestHitRate: undefined, figures: nothing }
  return {
    day,
    requests: group.requests,
    answerCacheHits: group.answerCacheHits,
    requestHitRate: group.requestHitRate,
    figures: figuresOf(group, creditsPerDollar),
  }
}

/** The bars of a measure; an unknown figure has none, and its title says so. */
export function toBars(days: readonly DayFigures[], measure: DayMeasure) {
  const format = formatOf(measure)
  return days.map(({ day, requests, figures }) => ({
    key: day,
    value: figures[measure] ?? 0,
    title:
      `${formatDay(day)}: ${figures[measure] === undefined ? 'unknown' : format(figures[measure])}, ` +
      formatPlural(requests, 'call'),
    label: formatDay(day),
  }))
}

/** How a measure's figures are written. */
export function formatOf(measure: DayMeasure): (amount: number | undefined) => string {
  return dayMeasures.find(({ value }) => value === measure)?.format ?? formatCount
}
