/** The value below or at which this share (0 to 1) of the values lie, by nearest rank. Throws for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((first, second) => first - second)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('Nothing was measured.')
  return value
}

/** The middle value; the mean of the two in the middle for an even number. Throws for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new Error('Nothing was measured.')
  return (low + high) / 2
}

/** Rounds for the eye; ratios want more digits than milliseconds. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}
