/**
 * The calendar day of a moment (epoch milliseconds) where the computer is,
 * as an ISO date: people think in their own days.
 */
export function localDay(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
