import { labelledBars, layOutBars } from './bar-chart-model.ts'
import './bar-chart.css'

interface BarChartProps {
  /** The accessible name. */
  label: string
  bars: readonly { key: string; value: number; label: string; title: string }[]
  formatValue: (value: number) => string
}

const width = 720
const height = 112
/** Room that keeps a lone bar from becoming a slab. */
const leastSlots = 14

/** Bars over time, oldest first, with the range of their values and the names of some. */
export function BarChart({ label, bars, formatValue }: BarChartProps) {
  const padding = Math.max(0, leastSlots - bars.length)
  const values = [...Array.from({ length: padding }, () => 0), ...bars.map((bar) => bar.value)]
  const { bars: shapes, axis } = layOutBars(values, width, height)
  const highest = Math.max(0, ...values)
  const lowest = Math.min(0, ...values)
  return (
    <figure className="bar-chart">
      <div className="bar-chart-scale figures" aria-hidden>
        <span>{formatValue(highest)}</span>
        <span>{lowest < 0 ? formatValue(lowest) : formatValue(0)}</span>
      </div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <line x1={0} x2={width} y1={axis} y2={axis} className="bar-chart-axis" />
        {bars.map((bar, index) => {
          const shape = shapes[index + padding]
          if (shape === undefined) return null
          const { negative, ...box } = shape
          return (
            <rect key={bar.key} {...box} className={negative ? 'bar-chart-negative' : 'bar-chart-positive'}>
              <title>{bar.title}</title>
            </rect>
          )
        })}
      </svg>
      <div className="bar-chart-days" aria-hidden>
        {labelledBars(bars.length).map((index) => (
          <span
            key={index}
            style={{
              right: `${((bars.length - 1 - index) / values.length) * 100}%`,
              width: `${100 / values.length}%`,
            }}
          >
            {bars[index]?.label}
          </span>
        ))}
      </div>
    </figure>
  )
}
