import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placePopup } from './place-popup.ts'

const size = { width: 720, height: 520 }

test('the popup lies wholly inside the work area of the display, also of a second one to the left', () => {
  const area = fc.record({
    x: fc.integer({ min: -4000, max: 4000 }),
    y: fc.integer({ min: -2000, max: 2000 }),
    width: fc.integer({ min: 320, max: 4000 }),
    height: fc.integer({ min: 240, max: 3000 }),
  })
  fc.assert(
    fc.property(
      area,
      fc.integer({ min: -5000, max: 9000 }),
      fc.integer({ min: -5000, max: 9000 }),
      (work, x, y) => {
        const placed = placePopup({ x, y }, work, size)
        expect(placed.x).toBeGreaterThanOrEqual(work.x)
        expect(placed.y).toBeGreaterThanOrEqual(work.y)
        expect(placed.x + placed.width).toBeLessThanOrEqual(work.x + work.width)
        expect(placed.y + placed.height).toBeLessThanOrEqual(work.y + work.height)
      },
    ),
  )
})

test('with room it opens a little below and right of the cursor, so that the cursor hides nothing', () => {
  expect(placePopup({ x: 100, y: 100 }, { x: 0, y: 0, width: 1920, height: 1080 }, size)).toEqual({
    x: 112,
    y: 112,
    ...size,
  })
})
