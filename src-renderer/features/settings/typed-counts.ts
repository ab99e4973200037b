/** A typed whole number (`200,000`, `200 000`), kept within its limits; undefined when it is no number. */
function countWithin(typed: string, least: number, most: number): number | undefined {
  const digits = typed.replaceAll(/[\s,.’']/gu, '')
  if (!/^\d{1,12}$/.test(digits)) return undefined
  return Math.min(most, Math.max(least, Number(digits)))
}

/** Above how many tokens a run asks first. */
export const tokenLimitOf = (typed: string) => countWithin(typed, 1_000, 5_000_000)

/** For how many minutes an answer is kept. */
export const keptMinutesOf = (typed: string) => countWithin(typed, 1, 10_080)

/** Below how many tokens a prefix is not cached. */
export const thresholdOf = (typed: string) => countWithin(typed, 0, 10_000_000)
