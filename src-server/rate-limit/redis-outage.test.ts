import { expect, test, vi } from 'vitest'
import { startTestRedis } from '../auth/start-test-redis.ts'
import { createRateLimiter } from './create-rate-limiter.ts'
import type { RateLimiter } from './rate-limiter.ts'

const limits = { llm: 5, standard: 100, expensive: 10 }
const recovery = { timeout: 120_000, interval: 20 }

async function allowed(limiter: RateLimiter, subject: string, times: number): Promise<number> {
  const states = await Promise.all(
    Array.from({ length: times }, async () => await limiter.take('llm', subject)),
  )
  return states.filter(({ isAllowed }) => isAllowed).length
}

test('while Redis is gone each instance limits by itself with the same numbers, and afterwards together again', async () => {
  await using server = await startTestRedis()
  const [here, there] = [
    createRateLimiter({ memory: await server.connect(), limits }),
    createRateLimiter({ memory: await server.connect(), limits }),
  ]
  expect([await allowed(here, 'ann', 3), await allowed(there, 'ann', 10)]).toEqual([3, 2])
  await server.kill()
  expect([await allowed(here, 'bob', 10), await allowed(there, 'bob', 10)]).toEqual([5, 5])
  expect([here.isShared(), there.isShared()]).toEqual([false, false])
  await here.giveBack('llm', 'bob')
  expect(await allowed(here, 'bob', 10)).toBe(1)
  await server.restart()
  await vi.waitFor(() => expect([here.isShared(), there.isShared()]).toEqual([true, true]), recovery)
  expect((await allowed(here, 'eve', 4)) + (await allowed(there, 'eve', 10))).toBe(5)
})

test('a Redis that hangs costs a time-out once, not for every request', async () => {
  await using server = await startTestRedis()
  const limiter = createRateLimiter({ memory: await server.connect(), limits })
  await limiter.take('llm', 'ann')
  server.halt()
  expect(await limiter.take('llm', 'ann')).toMatchObject({ isAllowed: true })
  // One time-out each would be longer than a test may take.
  for (let index = 0; index < 1_000; index++) await limiter.take('standard', 'ann')
  expect(limiter.isShared()).toBe(false)
  server.goOn()
  await vi.waitFor(() => expect(limiter.isShared()).toBe(true), recovery)
})
