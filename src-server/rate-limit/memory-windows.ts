import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import type { Windows, WindowSettings } from './windows.ts'

/** Counters of this process; each goes with its window. */
export function createMemoryWindows({ seconds }: Pick<WindowSettings, 'seconds'>): Windows {
  // The library counts refused takes too. So it only counts here: what is too much is taken back, before
  // anyone who waited for another change can take.
  const counter = new RateLimiterMemory({ keyPrefix: '', points: Number.MAX_SAFE_INTEGER, duration: seconds })

  async function take(subject: string, limit: number): ReturnType<Windows['take']> {
    const { consumedPoints, msBeforeNext } = await counter.penalty(subject)
    if (consumedPoints <= limit)
      return { isAllowed: true, remaining: limit - consumedPoints, endsInMs: msBeforeNext }
    await giveBack(subject)
    return { isAllowed: false, remaining: 0, endsInMs: msBeforeNext }
  }

  async function giveBack(subject: string): Promise<void> {
    const state = await counter.get(subject)
    // In an ended window the library would begin a new one with -1.
    if (state !== null && state.consumedPoints > 0 && state.msBeforeNext > 0) await counter.reward(subject)
  }

  return { take, giveBack }
}
