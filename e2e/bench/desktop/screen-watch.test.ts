import { expect, test } from 'vitest'
import { sameShare } from './screen-watch.ts'

const pixels = (...values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer)

test('pictures are compared pixel by pixel', () => {
  expect(sameShare(pixels(1, 2, 3, 4), pixels(1, 2, 3, 4))).toBe(1)
  expect(sameShare(pixels(1, 2, 3, 4), pixels(1, 2, 3, 0x04_00_00_00))).toBe(0.75)
})

test('pictures of different sizes, and empty ones, are not alike', () => {
  expect(sameShare(pixels(1, 2), pixels(1, 2, 3))).toBe(0)
  expect(sameShare(pixels(), pixels())).toBe(0)
})
