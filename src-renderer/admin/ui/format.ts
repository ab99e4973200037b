import { formatShare, unknown } from '../../ui/format.ts'

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const thisYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const otherYears = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** Epoch milliseconds as a local date, with the year. */
export function formatDate(time: number): string {
  return days.format(time)
}

/** Epoch milliseconds in local time, with the year when it is another one. */
export function formatMoment(time: number, now = Date.now()): string {
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYears).format(time)
}

/** A ratio with a sign that says which way it went: `+31%`, `−3%`. */
export function formatSignedShare(ratio: number | undefined): string {
  if (ratio === undefined) return unknown
  return `${ratio > 0 ? '+' : ratio < 0 ? '−' : ''}${formatShare(Math.abs(ratio))}`
}
