const minute = 60_000
const hour = 60 * minute

/**
 * Upper edges of the gap bins in milliseconds, exclusive; the last bin is
 * open. Every lifetime a vendor sells is an edge.
 */
export const binEdges: readonly number[] = [
  0.5 * minute,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  20 * minute,
  30 * minute,
  45 * minute,
  hour,
  1.5 * hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  8 * hour,
  10 * hour,
  12 * hour,
  16 * hour,
  24 * hour,
  36 * hour,
  48 * hour,
  72 * hour,
  Infinity,
]

/** What stands for the open bin: a week. */
const openEnd = 168 * hour

/** Lower edges, for logarithms: nothing is nearer than ten seconds. */
export const binStarts: readonly number[] = [minute / 6, ...binEdges.slice(0, -1)]
export const binEnds: readonly number[] = binEdges.map((edge) => Math.min(edge, openEnd))
export const binMiddles: readonly number[] = binStarts.map((start, bin) =>
  Math.sqrt(start * (binEnds[bin] ?? openEnd)),
)

/** The bin of a gap. A negative gap (the clock was set back) counts as no gap. */
export function binOf(gapMs: number): number {
  const bin = binEdges.findIndex((edge) => gapMs < edge)
  return bin < 0 ? binEdges.length - 1 : bin
}

/**
 * Upper edges of the pace classes: what a gap says about the next one. Each is a bin edge, and so is each
 * lifetime.
 */
export const paceEdges: readonly number[] = [
  minute,
  5 * minute,
  30 * minute,
  hour,
  4 * hour,
  12 * hour,
  36 * hour,
  Infinity,
]

/** The pace of a Space before its second use. */
export const firstPace = paceEdges.length

/** The pace class of each bin. */
export const paceOfBin: readonly number[] = binEdges.map((edge) =>
  paceEdges.findIndex((upper) => edge <= upper),
)
