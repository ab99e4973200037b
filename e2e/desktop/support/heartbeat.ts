import type { Page } from 'playwright'

/** Begins to measure how long a page does not answer: the longest time between two frames, and between two timers. */
export async function startHeartbeat(page: Page): Promise<void> {
  await page.evaluate(`{
    const heart = (globalThis.heartbeat = { frame: 0, timer: 0 })
    const follow = (name, next) => {
      let last
      const beat = () => {
        const now = performance.now()
        if (last !== undefined) heart[name] = Math.max(heart[name], now - last)
        last = now
        next(beat)
      }
      next(beat)
    }
    follow('frame', (beat) => requestAnimationFrame(beat))
    follow('timer', (beat) => setTimeout(beat, 5))
  }`)
}

/** The longest gaps since the start, in milliseconds. A hidden window draws no frames; its timers go on. */
export async function readHeartbeat(page: Page): Promise<{ frame: number; timer: number }> {
  return await page.evaluate('({ ...globalThis.heartbeat })')
}
