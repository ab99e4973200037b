const nanoPerDollar = 1_000_000_000
const most = 100

/** A typed amount of dollars (`0.05`, `$1`, `0,5`) in nano-dollars, kept within what can be set; undefined when it is none. */
export function budgetOf(typed: string): number | undefined {
  const amount = typed.replaceAll(/[\s$]/g, '').replace(',', '.')
  if (!/^(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})$/.test(amount)) return undefined
  return Math.round(Math.min(most, Number(amount)) * nanoPerDollar)
}

/** Nano-dollars as a person types them: at least two digits, and no digit lost. */
export function budgetText(budget: number): string {
  const dollars = (budget / nanoPerDollar).toFixed(9).replace(/0{1,7}$/, '')
  return dollars
}
