import type { RedisHealth } from './redis-health.ts'
import type { Windows } from './windows.ts'

/**
 * Counts in Redis, and by itself with the same numbers while Redis does not answer. What was counted on one
 * side is not carried to the other: a subject may get its limit once more when Redis goes and when it comes
 * back. (The library's own insurance would count refused takes.)
 */
export function createInsuredWindows({
  shared,
  own,
  health,
}: {
  readonly shared: Windows
  readonly own: Windows
  readonly health: RedisHealth
}): Windows {
  async function insured<Result>(ask: (windows: Windows) => Promise<Result>): Promise<Result> {
    if (!health.isWell()) return await ask(own)
    try {
      return await ask(shared)
    } catch {
      health.failed()
      return await ask(own)
    }
  }

  return {
    take: (subject, limit) => insured((windows) => windows.take(subject, limit)),
    giveBack: (subject) => insured((windows) => windows.giveBack(subject)),
  }
}
