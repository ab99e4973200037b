const least = 1_000
const most = 5_000_000

/** A typed number of tokens (`200,000`, `200 000`), kept within what can be set; undefined when it is no number. */
export function tokenLimitOf(typed: string): number | undefined {
  const digits = typed.replaceAll(/[\s,.’']/gu, '')
  if (!/^\d{1,12}$/.test(digits)) return undefined
  return Math.min(most, Math.max(least, Number(digits)))
}
