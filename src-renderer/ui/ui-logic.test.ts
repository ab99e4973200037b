import { expect, test } from 'vitest'
import { labelledBars, layOutBars } from './bar-chart-model.ts'
import {
  formatDuration,
  formatPlural,
  formatPricePerMillion,
  formatShare,
  formatSignedUsd,
} from './format.ts'
import { keycapsOf } from './keycaps.ts'

test('negative bars hang from the axis and positive ones stand on it, on one scale', () => {
  const { bars, axis } = layOutBars([30, -10, 0], 300, 100)
  expect(axis).toBe(75)
  expect(bars.map(({ y, height, negative }) => [y, height, negative])).toEqual([
    [0, 75, false],
    [75, 25, true],
    [75, 0, false],
  ])
})

test('the last bar is always named, and never more than fit', () => {
  expect(labelledBars(3)).toEqual([0, 1, 2])
  expect(labelledBars(14)).toEqual([1, 4, 7, 10, 13])
  expect(labelledBars(90)).toHaveLength(6)
  expect(labelledBars(90).at(-1)).toBe(89)
  expect(labelledBars(0)).toEqual([])
})

test('a chart of zeros or of nothing has no bars and no NaN', () => {
  expect(layOutBars([0, 0], 100, 50).bars.map((bar) => bar.height)).toEqual([0, 0])
  expect(layOutBars([], 100, 50)).toEqual({ bars: [], axis: 50 })
})

test('a tiny value beside a huge one stays visible', () => {
  expect(layOutBars([1, 1_000_000], 100, 50).bars[0]?.height).toBeGreaterThan(1)
})

test('what is unknown is a dash and not a zero', () => {
  expect([
    formatShare(undefined),
    formatDuration(undefined),
    formatSignedUsd(undefined),
    formatPricePerMillion(undefined),
  ]).toEqual(['–', '–', '–', '–'])
  expect(formatShare(0)).toBe('0%')
})

test('money shows which way it went, prices are per million tokens', () => {
  expect(formatSignedUsd(2_100_000)).toBe('+$0.0021')
  expect(formatSignedUsd(-300_000)).toBe('−$0.00030')
  expect(formatPricePerMillion(3_000)).toBe('$3.00')
})

test('durations and counts read naturally', () => {
  expect([formatDuration(340), formatDuration(1_240), formatDuration(125_000)]).toEqual([
    '340 ms',
    '1.2 s',
    '2 min 5 s',
  ])
  expect([formatPlural(1, 'run'), formatPlural(1_200, 'run')]).toEqual(['1 run', '1,200 runs'])
})

test('an accelerator is shown as the keys of a keyboard', () => {
  expect(keycapsOf('CommandOrControl+Alt+Space')).toEqual(['Ctrl', 'Alt', 'Space'])
  expect(keycapsOf('Shift+Plus')).toEqual(['Shift', '+'])
})
