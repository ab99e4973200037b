import type { Redis } from 'ioredis'

const probeEveryMs = 250

export interface RedisHealth {
  /** Whether Redis is worth asking. While it is not, asking this also looks whether it is back. */
  isWell(): boolean
  failed(): void
}

/**
 * Leaves a Redis that failed alone until it answers a ping, so that one
 * that hangs costs no further request its time-out.
 */
export function createRedisHealth(redis: Redis): RedisHealth {
  let hasFailed = false
  let isProbing = false
  let nextProbeAt = 0

  async function probe(): Promise<void> {
    isProbing = true
    try {
      await redis.ping()
      hasFailed = false
    } catch {
      nextProbeAt = performance.now() + probeEveryMs
    } finally {
      isProbing = false
    }
  }

  return {
    isWell() {
      if (redis.status !== 'ready') return false
      if (hasFailed && !isProbing && performance.now() >= nextProbeAt) void probe()
      return !hasFailed
    },
    failed() {
      hasFailed = true
    },
  }
}
