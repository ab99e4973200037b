import type { SharedMemory } from '../storage/storage.ts'
import { createInsuredWindows } from './insured-windows.ts'
import { createMemoryWindows } from './memory-windows.ts'
import type { RedisHealth } from './redis-health.ts'
import { createRedisWindows } from './redis-windows.ts'
import type { Windows, WindowSettings } from './windows.ts'

/** Counts in Redis when there is one, insured by counters of this process; else in this process alone. */
export function openWindows(
  settings: WindowSettings,
  memory: SharedMemory,
  health: RedisHealth | undefined,
): Windows {
  const own = createMemoryWindows(settings)
  if (memory === undefined || health === undefined) return own
  return createInsuredWindows({ shared: createRedisWindows(settings, memory), own, health })
}
