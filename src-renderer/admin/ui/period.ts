import type { Days } from '../api/admin-routes.ts'

export const periods = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
] as const

/** So many days up to today. */
export type Period = (typeof periods)[number]['value']

const dayMs = 86_400_000
const isoDay = (time: number) => new Date(time).toISOString().slice(0, 10)

/** The first and the last day of a period. The gateway's days are UTC. */
export function daysOf(period: Period, now = Date.now()): Days {
  return { from: isoDay(now - (Number(period) - 1) * dayMs), to: isoDay(now) }
}

/** Every day from the first to the last, as ISO dates. */
export function eachDay({ from, to }: Days): string[] {
  const first = Date.parse(from)
  return Array.from({ length: Math.max(0, Math.round((Date.parse(to) - first) / dayMs) + 1) }, (_, index) =>
    isoDay(first + index * dayMs),
  )
}
