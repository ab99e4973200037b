/** The least and the most that a number may be, both allowed. */
export interface NumberRange {
  readonly least: number
  readonly most: number
}

/** In thousands, separated by a comma or a space, or without any separator. */
const whole = String.raw`(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+)`
const wholeNumber = new RegExp(`^${whole}$`)
const amount = new RegExp(String.raw`^\$?\s*(?:${whole}(?:\.\d{0,9})?|\.\d{1,9})$`)

function numberWithin(typed: string, form: RegExp, { least, most }: NumberRange): number | undefined {
  if (!form.test(typed)) return undefined
  const number = Number(typed.replaceAll(/[\s,$]/g, ''))
  return number >= least && number <= most ? number : undefined
}

/**
 * A typed whole number (`200000`, `200,000`, `200 000`); undefined when
 * it is none or out of range. Nothing is guessed.
 */
export const wholeNumberOf = (typed: string, range: NumberRange) => numberWithin(typed, wholeNumber, range)

/** A typed amount of money (`0.05`, `$1`, `1,250.50`); undefined when it is none or out of range. */
export const amountOf = (typed: string, range: NumberRange) => numberWithin(typed, amount, range)

/** Above how many tokens a run asks first. */
export const tokenLimits: NumberRange = { least: 1_000, most: 5_000_000 }

/** For how many minutes an answer is kept. */
export const keptMinutes: NumberRange = { least: 1, most: 10_080 }

/** Below how many tokens a text is not cached. */
export const thresholds: NumberRange = { least: 0, most: 10_000_000 }
