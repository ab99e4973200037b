/** A margin is read to a millionth, so that a price has at most 9 + 6 decimal places. */
const marginUnit = 1_000_000
const decimals = 15

/**
 * A vendor's price (integer nano-dollars a token) times the margin, as
 * dollars in exact decimal text: never `4.4999e-7`.
 */
export function toTokenPrice(nanoDollars: number, margin: number): string {
  const amount = BigInt(nanoDollars) * BigInt(Math.round(margin * marginUnit))
  const digits = amount.toString().padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  const whole = digits.slice(0, -decimals)
  return fraction === '' ? whole : `${whole}.${fraction}`
}
