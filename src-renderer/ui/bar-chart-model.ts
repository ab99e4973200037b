export interface BarShape {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly negative: boolean
}

export interface BarChartShape {
  readonly bars: readonly BarShape[]
  /** Where 0 lies. */
  readonly axis: number
}

/** Which of so many bars are named below them: the last, and others at even distances before it. */
export function labelledBars(count: number, most = 6): number[] {
  const step = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => count - 1 - index * step).reverse()
}

const gap = 0.28
/** A bar that is not 0 stays visible. */
const leastHeight = 1.5

/** Lays out bars in a box; negative ones hang below the axis, which moves up only as far as they need. */
export function layOutBars(values: readonly number[], width: number, height: number): BarChartShape {
  const top = Math.max(0, ...values)
  const bottom = Math.min(0, ...values)
  const span = top - bottom
  const axis = span === 0 ? height : (top / span) * height
  const step = values.length === 0 ? width : width / values.length
  const bars = values.map((value, index) => {
    const length = span === 0 || value === 0 ? 0 : Math.max(leastHeight, (Math.abs(value) / span) * height)
    return {
      x: index * step + (step * gap) / 2,
      y: value < 0 ? axis : axis - length,
      width: step * (1 - gap),
      height: length,
      negative: value < 0,
    }
  })
  return { bars, axis }
}
