import { describe, expect, test, vi } from 'vitest'
import { openRedis } from '../storage/open-redis.ts'
import { openTestStorage, testModes, type TestStorage } from '../storage/open-test-storage.ts'
import { createRateLimiter } from './create-rate-limiter.ts'
import type { RateLimiter } from './rate-limiter.ts'

const startedAt = Date.UTC(2026, 10, 30)
const limits = { llm: 20, standard: 100, expensive: 10 }

async function takeMany(limiters: readonly RateLimiter[], times: number): Promise<number> {
  const states = await Promise.all(
    Array.from(
      { length: times },
      async (_, index) => await limiters[index % limiters.length]?.take('llm', 'ann'),
    ),
  )
  return states.filter((state) => state?.isAllowed === true).length
}

/** Lets so many milliseconds be left of every window of a minute, as time would. */
async function leaveOfMinute(left: number, { memory, place }: TestStorage): Promise<void> {
  if (memory === undefined) return void vi.setSystemTime(startedAt + 60_000 - left)
  for (const key of await memory.keys(`${place.keyPrefix}*`))
    await memory.pexpire(key.slice(place.keyPrefix.length), left)
}

describe.each(testModes)('%s', (mode) => {
  test('of 200 parallel takes exactly 20 pass', async () => {
    await using opened = await openTestStorage(mode)
    expect(await takeMany([createRateLimiter({ memory: opened.memory, limits })], 200)).toBe(20)
  })

  test('a place given back after refusals is free at once, and only that one', async () => {
    await using opened = await openTestStorage(mode)
    const limiter = createRateLimiter({ memory: opened.memory, limits })
    expect(await takeMany([limiter], 60)).toBe(20)
    await limiter.giveBack('llm', 'ann')
    expect(await limiter.take('llm', 'ann')).toMatchObject({ isAllowed: true, remaining: 0 })
    expect(await limiter.take('llm', 'ann')).toMatchObject({ isAllowed: false, remaining: 0 })
  })

  test('giving back in a new window, or more than was taken, does not raise the limit', async () => {
    await using opened = await openTestStorage(mode)
    const limiter = createRateLimiter({ memory: opened.memory, limits })
    await limiter.giveBack('llm', 'ann')
    await limiter.giveBack('llm', 'ann')
    expect(await takeMany([limiter], 40)).toBe(20)
    for (let index = 0; index < 30; index++) await limiter.giveBack('llm', 'ann')
    expect(await takeMany([limiter], 40)).toBe(20)
  })

  test('subjects and classes are counted apart', async () => {
    await using opened = await openTestStorage(mode)
    const limiter = createRateLimiter({ memory: opened.memory, limits })
    await takeMany([limiter], 30)
    expect(await limiter.take('llm', 'bob')).toMatchObject({ isAllowed: true, limit: 20, remaining: 19 })
    expect(await limiter.take('expensive', 'ann')).toMatchObject({ isAllowed: true, limit: 10, remaining: 9 })
  })

  test("a tier's limit counts on from what was taken under another one", async () => {
    await using opened = await openTestStorage(mode)
    const limiter = createRateLimiter({ memory: opened.memory, limits })
    for (let index = 0; index < 5; index++) await limiter.take('llm', 'ann')
    expect(await limiter.take('llm', 'ann', 4)).toMatchObject({ isAllowed: false, limit: 4, remaining: 0 })
    expect(await limiter.take('llm', 'ann', 30)).toMatchObject({ isAllowed: true, limit: 30, remaining: 24 })
    expect(await limiter.take('llm', 'eve', 0)).toMatchObject({ isAllowed: false, limit: 0, remaining: 0 })
  })

  test('the window ends a minute after its first take, and a refused take does not prolong it', async () => {
    if (mode === 'embedded') vi.useFakeTimers({ toFake: ['Date'] })
    await using opened = await openTestStorage(mode)
    try {
      const limiter = createRateLimiter({ memory: opened.memory, limits })
      if (mode === 'embedded') vi.setSystemTime(startedAt)
      const before = Date.now()
      const first = await limiter.take('expensive', 'ann')
      expect(first.resetAt).toBeGreaterThan(before + 59_000)
      expect(first.resetAt).toBeLessThanOrEqual(Date.now() + 60_000)
      await leaveOfMinute(30_000, opened)
      for (let index = 0; index < 20; index++) await limiter.take('expensive', 'ann')
      const refused = await limiter.take('expensive', 'ann')
      expect(refused.resetAt).toBeLessThanOrEqual(Date.now() + 30_000)
      await leaveOfMinute(0, opened)
      expect(await limiter.take('expensive', 'ann')).toMatchObject({ isAllowed: true, remaining: 9 })
    } finally {
      vi.useRealTimers()
    }
  })

  test('nothing is kept of a window that has ended', async () => {
    if (mode === 'embedded') vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    await using opened = await openTestStorage(mode)
    try {
      const limiter = createRateLimiter({ memory: opened.memory, limits })
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => await limiter.take('standard', `subject ${index}`)),
      )
      if (opened.memory === undefined) {
        expect(vi.getTimerCount()).toBe(50)
        vi.advanceTimersByTime(60_001)
        expect(vi.getTimerCount()).toBe(0)
      } else {
        const keys = (await opened.memory.keys(`${opened.place.keyPrefix}*`)).map((key) =>
          key.slice(opened.place.keyPrefix.length),
        )
        const left = await Promise.all(keys.map(async (key) => await opened.memory?.pttl(key)))
        expect(left).toHaveLength(50)
        expect(left.every((ms) => ms !== undefined && ms > 0 && ms <= 60_000)).toBe(true)
      }
    } finally {
      vi.useRealTimers()
    }
  })
})

test('over two instances on one Redis exactly 20 of 200 parallel takes pass', async () => {
  await using opened = await openTestStorage('shared')
  const second = await openRedis(opened.place.redisUrl ?? '', { keyPrefix: opened.place.keyPrefix })
  try {
    const limiters = [
      createRateLimiter({ memory: opened.memory, limits }),
      createRateLimiter({ memory: second, limits }),
    ]
    expect(await takeMany(limiters, 200)).toBe(20)
    await limiters[0]?.giveBack('llm', 'ann')
    expect(await takeMany(limiters, 10)).toBe(1)
    expect(limiters.every((limiter) => limiter.isShared())).toBe(true)
  } finally {
    second.disconnect()
  }
})
