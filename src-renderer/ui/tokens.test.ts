/// <reference types="node" preserve="true" />
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replaceAll(/[0-9a-f]/gi, '$&$&') : hex
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(full.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const colours = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)/gi)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
)

function contrastOf(front: string, back: string, theme: 'light' | 'dark'): number {
  const one = colours.get(front)?.[theme]
  const other = colours.get(back)?.[theme]
  if (one === undefined || other === undefined) throw new Error(`There is no colour ${front} or ${back}.`)
  return contrast(one, other)
}

const backs = ['canvas', 'surface', 'raised', 'hover', 'selected']
const texts = [
  ...backs.flatMap((back) => ['ink', 'ink-soft'].map((front) => [front, back] as const)),
  ...['canvas', 'surface', 'raised'].flatMap((back) =>
    ['ink-faint', 'accent', 'good', 'danger'].map((front) => [front, back] as const),
  ),
  ['on-accent', 'accent'] as const,
  ['on-accent', 'accent-hover'] as const,
  ['accent', 'accent-soft'] as const,
  ...['good', 'warn', 'danger'].flatMap((tone) => [
    [tone, `${tone}-soft`] as const,
    ['ink', `${tone}-soft`] as const,
  ]),
]

for (const theme of ['light', 'dark'] as const) {
  test(`text is readable in the ${theme} theme (WCAG AA, 4.5 to 1)`, () => {
    const tooFaint = texts
      .filter(([front, back]) => contrastOf(front, back, theme) < 4.5)
      .map(([front, back]) => `${front} on ${back}: ${contrastOf(front, back, theme).toFixed(2)}`)
    expect(tooFaint).toEqual([])
  })

  test(`fields and focus rings stand out in the ${theme} theme (3 to 1)`, () => {
    for (const front of ['line-control', 'accent']) {
      for (const back of ['surface', 'raised'])
        expect(contrastOf(front, back, theme)).toBeGreaterThanOrEqual(3)
    }
  })
}
