import { amountOf, type NumberRange } from './typed-numbers.ts'

const nanoPerDollar = 1_000_000_000

/** What can be set as a daily budget, in dollars. */
export const dailyBudgets: NumberRange = { least: 0, most: 100 }

/** A typed amount of dollars in nano-dollars; undefined when it is none or more than can be set. */
export function budgetOf(typed: string): number | undefined {
  const dollars = amountOf(typed, dailyBudgets)
  return dollars === undefined ? undefined : Math.round(dollars * nanoPerDollar)
}

/** Nano-dollars as a person types them: at least two digits, and no digit lost. */
export function budgetText(budget: number): string {
  const dollars = (budget / nanoPerDollar).toFixed(9).replace(/0{1,7}$/, '')
  return dollars
}
