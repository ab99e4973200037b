import type { SharedMemory } from '../storage/storage.ts'
import type { RateClass, RateLimiter } from './rate-limiter.ts'
import { createRedisHealth } from './redis-health.ts'
import { openWindows } from './open-windows.ts'
import type { Windows } from './windows.ts'

const windowSeconds = 60

export interface RateLimiterOptions {
  readonly memory: SharedMemory
  /** Requests a minute for each subject. */
  readonly limits: Readonly<Record<RateClass, number>>
  /** The clock of `resetAt`, in epoch milliseconds. */
  readonly now?: () => number
}

/** With a Redis the counters are shared; without, this process is all there is, and `isShared` is true. */
export function createRateLimiter({ memory, limits, now = Date.now }: RateLimiterOptions): RateLimiter {
  const health = memory === undefined ? undefined : createRedisHealth(memory)
  const open = (name: RateClass): Windows => openWindows({ name, seconds: windowSeconds }, memory, health)
  const windows: Readonly<Record<RateClass, Windows>> = {
    llm: open('llm'),
    standard: open('standard'),
    expensive: open('expensive'),
  }
  return {
    async take(rateClass, subject, limit = limits[rateClass]) {
      const { isAllowed, remaining, endsInMs } = await windows[rateClass].take(subject, limit)
      return { isAllowed, limit, remaining, resetAt: now() + endsInMs }
    },
    giveBack: (rateClass, subject) => windows[rateClass].giveBack(subject),
    isShared: () => health === undefined || health.isWell(),
  }
}
