import { formatUsd, type NanoDollars } from '../../src-shared/money.ts'
import type { CacheTtl } from '../../src-shared/run-event.ts'

const counts = new Intl.NumberFormat('en-US')
const percents = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })
const times = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** How long a cached prefix is kept, in words. */
export const lifetimeWords: Readonly<Record<CacheTtl, string>> = {
  '5m': '5 minutes',
  '30m': '30 minutes',
  '1h': '1 hour',
  '12h': '12 hours',
  '24h': '24 hours',
}

/** What is unknown is a dash, never 0. */
export const unknown = '–'

export function formatCount(count: number | undefined): string {
  return count === undefined ? unknown : counts.format(count)
}

/** A count with its noun: `1 document`, `2 documents`. */
export function formatPlural(count: number, noun: string): string {
  return `${counts.format(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A ratio between 0 and 1 as per cent. */
export function formatShare(ratio: number | undefined): string {
  return ratio === undefined ? unknown : percents.format(ratio)
}

/** Milliseconds as `340 ms`, `1.2 s` or `2 min 5 s`. */
export function formatDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return unknown
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Epoch milliseconds in local time. */
export function formatTime(time: number): string {
  return times.format(time)
}

/** Epoch milliseconds as the time of day, with the date when it is not today. */
export function formatClock(time: number, now = Date.now()): string {
  return new Date(time).toDateString() === new Date(now).toDateString()
    ? clock.format(time)
    : times.format(time)
}

/** A size in the unit that suits it: `740 bytes`, `12 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return formatPlural(bytes, 'byte')
  if (bytes < 1_000_000) return `${counts.format(Math.round(bytes / 1_000))} kB`
  return `${counts.format(Math.round(bytes / 100_000) / 10)} MB`
}

/** An ISO date as `21 Nov`. */
export function formatDay(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`))
}

/** A price in nano-dollars a token, as people read price lists: dollars per million tokens. */
export function formatPricePerMillion(price: number | undefined): string {
  return price === undefined ? unknown : formatUsd(price * 1_000_000)
}

/** What credits are worth: `$4.12`. */
export function formatCreditsWorth(credits: number, creditsPerDollar: number): string {
  return formatUsd(Math.round((credits * 1_000_000_000) / creditsPerDollar))
}

/** Money with a sign that says which way it went: `+$0.0021`, `−$0.0003`. */
export function formatSignedUsd(amount: NanoDollars | undefined): string {
  return amount !== undefined && amount > 0 ? `+${formatUsd(amount)}` : formatUsd(amount)
}
