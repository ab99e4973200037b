/**
 * An amount of money in integer nano-dollars (1e-9 USD); may be negative. Prices of
 * $1 per million tokens are 1,000 of them a token.
 */
export type NanoDollars = number

const NANO_PER_DOLLAR = 1_000_000_000

/** Converts to dollars for display or JSON; never feed the result back into arithmetic. */
export function toUsd(amount: NanoDollars): number {
  return amount / NANO_PER_DOLLAR
}

/**
 * Formats an amount for people, with as many digits as a small amount needs: `$12.35`, `$0.0042`,
 * `−$0.00031`, `<$0.000001`. Unknown (`undefined`) is a dash, never `$0`.
 */
export function formatUsd(amount: NanoDollars | undefined): string {
  if (amount === undefined) return '–'
  if (amount === 0) return '$0.00'
  const sign = amount < 0 ? '−' : ''
  const dollars = Math.abs(toUsd(amount))
  if (dollars < 0.000001) return `${sign}<$0.000001`
  const digits =
    dollars >= 1 ? 2 : Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(Number(dollars.toPrecision(2))))))
  return `${sign}$${dollars.toFixed(digits)}`
}
