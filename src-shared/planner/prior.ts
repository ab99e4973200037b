import { binEnds, binStarts, paceOfBin } from './gap-bins.ts'

/**
 * How soon people come back, in percent: a row for the pace of the gap before, the last
 * for a Space's first use; a column for the pace of the next gap. Rounded from
 * sessions, bursts and commit histories of many people.
 */
const nextPace: readonly (readonly number[])[] = [
  [40, 27, 16, 4, 5, 2, 4, 2],
  [17, 38, 24, 5, 7, 3, 4, 2],
  [8, 21, 36, 9, 11, 4, 7, 4],
  [7, 14, 31, 11, 17, 7, 8, 5],
  [6, 11, 21, 11, 22, 11, 13, 5],
  [5, 9, 18, 9, 20, 15, 15, 9],
  [5, 9, 18, 7, 15, 12, 18, 16],
  [5, 8, 14, 5, 10, 9, 19, 30],
  [22, 22, 18, 6, 11, 6, 10, 5],
]

/** The probability of each gap bin after a gap of each pace, before anything is known about a Space. */
export const priorBins: readonly (readonly number[])[] = nextPace.map(spread)

/** Within a pace, short and long gaps are equally likely on a logarithmic scale. */
function spread(percents: readonly number[]): number[] {
  const widths = binEnds.map((end, bin) => Math.log(end / (binStarts[bin] ?? end)))
  const totals = percents.map((_, pace) =>
    widths.reduce((sum, width, bin) => (paceOfBin[bin] === pace ? sum + width : sum), 0),
  )
  const whole = percents.reduce((sum, percent) => sum + percent, 0)
  return widths.map((width, bin) => {
    const pace = paceOfBin[bin] ?? 0
    return ((percents[pace] ?? 0) / whole) * (width / (totals[pace] ?? width))
  })
}
