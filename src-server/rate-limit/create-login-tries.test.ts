import { describe, expect, test } from 'vitest'
import { ApiError } from '../api-error.ts'
import { openTestStorage, testModes } from '../storage/open-test-storage.ts'
import { createLoginTries } from './create-login-tries.ts'

const wrong = (): Promise<never> => Promise.reject(new ApiError(401, 'authentication_error', 'invalid_credentials', 'Wrong.'))
const right = (): Promise<string> => Promise.resolve('welcome')
const codeOf = async (work: Promise<unknown>): Promise<unknown> => await work.then(() => 'passed', (error: unknown) => (error instanceof ApiError ? error.code : error))

describe.each(testModes)('%s', (mode) => {
  test('of 40 parallel wrong passwords 10 are looked at, then the right one is refused too', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    let looks = 0
    const codes = await Promise.all(Array.from({ length: 40 }, async () => await codeOf(tries.attempt('ann@example.com', () => { looks++; return wrong() }))))
    expect(looks).toBe(10)
    expect(codes.filter((code) => code === 'too_many_wrong_passwords')).toHaveLength(30)
    await expect(tries.attempt('ann@example.com', right)).rejects.toMatchObject({ status: 429, options: { retryAfterSeconds: expect.closeTo(900, -1) as number } })
    expect(await tries.attempt('bob@example.com', right)).toBe('welcome')
  })

  test('right passwords and other failures do not count', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    for (let index = 0; index < 12; index++) await tries.attempt('ann@example.com', right)
    for (let index = 0; index < 12; index++) expect(await codeOf(tries.attempt('ann@example.com', () => Promise.reject(new Error('down'))))).toEqual(new Error('down'))
    expect(await tries.attempt('ann@example.com', right)).toBe('welcome')
  })
})

test('no address is readable in the keys of Redis', async () => {
  await using opened = await openTestStorage('shared')
  await codeOf(createLoginTries({ memory: opened.memory }).attempt('ann@example.com', wrong))
  const keys = (await opened.memory?.keys(`${opened.place.keyPrefix}*`)) ?? []
  expect(keys).toHaveLength(1)
  expect(keys.join()).not.toContain('ann')
})
