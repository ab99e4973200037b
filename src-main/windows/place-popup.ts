interface Point {
  readonly x: number
  readonly y: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const gap = 12

/**
 * Where the popup goes: a little below and right of the cursor, wholly inside
 * the work area, smaller when the area is smaller.
 */
export function placePopup(cursor: Point, area: Point & Size, size: Size): Point & Size {
  const width = Math.min(size.width, area.width)
  const height = Math.min(size.height, area.height)
  return {
    x: clamp(cursor.x + gap, area.x, area.x + area.width - width),
    y: clamp(cursor.y + gap, area.y, area.y + area.height - height),
    width,
    height,
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(value, most)))
}
