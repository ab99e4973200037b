import type { SharedMemory } from '../storage/storage.ts'
import { createInsuredWindows } from './insured-windows.ts'
import { createMemoryWindows } from './memory-windows.ts'
import type { RedisHealth } from './redis-health.ts'
import { createRedisWindows } from './redis-windows.ts'

export interface Taken {
  readonly isAllowed: boolean
  readonly remaining: number
  /** Milliseconds until the window ends. */
  readonly endsInMs: number
}

/** Counters in fixed windows, one for each subject; a window begins with its subject's first take. */
export interface Windows {
  /** Takes one; a refusal takes nothing, so that a place given back can be taken at once. */
  take(subject: string, limit: number): Promise<Taken>
  /** Gives one back, unless the window has ended meanwhile. */
  giveBack(subject: string): Promise<void>
}

export interface WindowSettings {
  /** Keeps the counters apart from others in the same Redis. */
  readonly name: string
  readonly seconds: number
}

/** Counts in Redis when there is one, insured by counters of this process; else in this process alone. */
export function openWindows(settings: WindowSettings, memory: SharedMemory, health: RedisHealth | undefined): Windows {
  const own = createMemoryWindows(settings)
  if (memory === undefined || health === undefined) return own
  return createInsuredWindows({ shared: createRedisWindows(settings, memory), own, health })
}
