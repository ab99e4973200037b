import type { Page } from 'playwright'

/** Set by the popup once it is drawn and has the focus. */
const markName = 'popup-painted'
const clockReadings = 20

/** Reads the popup's mark on this process's clock: epoch milliseconds of both sides, the renderer's shifted by what they differ. */
export class PaintedMark {
  readonly #page: Page
  /** The page's clock minus ours, in milliseconds. */
  readonly clockOffsetMs: number

  private constructor(page: Page, clockOffsetMs: number) {
    this.#page = page
    this.clockOffsetMs = clockOffsetMs
  }

  static async watch(page: Page): Promise<PaintedMark> {
    return new PaintedMark(page, await readClockOffset(page))
  }

  async forget(): Promise<void> {
    await this.#page.evaluate((name) => performance.clearMarks(name), markName)
  }

  /** When the mark was set, on this process's `performance.now()`; undefined while it is not. */
  async read(): Promise<number | undefined> {
    const at = await this.#page.evaluate((name) => {
      const mark = performance.getEntriesByName(name).at(-1)
      return mark === undefined ? undefined : performance.timeOrigin + mark.startTime
    }, markName)
    return at === undefined ? undefined : at - this.clockOffsetMs - performance.timeOrigin
  }
}

/** The page's answer lies between our question and its arrival; only what lies outside of that is a difference of the clocks. */
async function readClockOffset(page: Page): Promise<number> {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let reading = 0; reading < clockReadings; reading += 1) {
    const asked = performance.timeOrigin + performance.now()
    const answer = await page.evaluate(() => performance.timeOrigin + performance.now())
    const arrived = performance.timeOrigin + performance.now()
    least = Math.max(least, answer - arrived)
    most = Math.min(most, answer - asked)
  }
  return nearestToZero(least, most)
}

function nearestToZero(least: number, most: number): number {
  if (least > 0) return least
  return most < 0 ? most : 0
}
