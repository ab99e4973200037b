import type { Redis } from 'ioredis'
import type { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Windows, WindowSettings } from './windows.ts'

/**
 * In place of the library's script, which counts refused takes too and begins a window of -1 when
 * something is given back late. ARGV: change, seconds, limit. Answers the count (on refusal what it
 * would have been) and the window's milliseconds.
 */
const guardedScript = `
local used = tonumber(redis.call('get', KEYS[1]) or '0')
local change = tonumber(ARGV[1])
local left = redis.call('pttl', KEYS[1])
local isOpen = left > 0
if not isOpen then used = 0; left = 1000 * ARGV[2] end
if used + change < 0 then return {used, left} end
if change > 0 and used + change > tonumber(ARGV[3]) then return {used + change, left} end
if isOpen then redis.call('incrby', KEYS[1], change) else redis.call('set', KEYS[1], change, 'PX', left) end
return {used + change, left}
`

/** Counters in Redis, exact over all instances. Rejects when Redis does not answer. */
export function createRedisWindows({ name, seconds }: WindowSettings, redis: Redis): Windows {
  // The library sends a limiter's own limit; there are as many limiters as tiers have limits.
  const limiters = new Map<number, Promise<RateLimiterRedis>>()

  function limiterFor(limit: number): Promise<RateLimiterRedis> {
    let limiter = limiters.get(limit)
    if (limiter === undefined) limiters.set(limit, (limiter = createLimiter(limit)))
    return limiter
  }

  async function createLimiter(limit: number): Promise<RateLimiterRedis> {
    const { default: Limiter } = await import('rate-limiter-flexible/lib/RateLimiterRedis.js')
    return new Limiter({
      storeClient: redis,
      keyPrefix: `rate:${name}`,
      points: limit,
      duration: seconds,
      rejectIfRedisNotReady: true,
      customIncrTtlLuaScript: guardedScript,
    })
  }

  return {
    async take(subject, limit) {
      const { consumedPoints, msBeforeNext } = await (await limiterFor(limit)).penalty(subject)
      return {
        isAllowed: consumedPoints <= limit,
        remaining: Math.max(limit - consumedPoints, 0),
        endsInMs: msBeforeNext,
      }
    },
    async giveBack(subject) {
      await (await limiterFor(0)).reward(subject)
    },
  }
}
