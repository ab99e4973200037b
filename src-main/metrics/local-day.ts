/**
 * The calendar day of a moment (epoch milliseconds) where the computer is, or that many days earlier, as an
 * ISO date: people think in their own days. Days are counted on the calendar, because some of them have 23 or
 * 25 hours.
 */
export function localDay(at: number, daysEarlier = 0): string {
  const date = new Date(at)
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate() - daysEarlier)
  return new Date(day).toISOString().slice(0, 10)
}
