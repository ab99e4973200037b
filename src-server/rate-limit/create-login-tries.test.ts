import { describe, expect, test } from 'vitest'
import { ApiError } from '../api-error.ts'
import { openTestStorage, testModes } from '../storage/open-test-storage.ts'
import { createLoginTries } from './create-login-tries.ts'

const wrong = (): Promise<never> =>
  Promise.reject(new ApiError(401, 'authentication_error', 'invalid_credentials', 'Wrong.'))
const right = (): Promise<string> => Promise.resolve('welcome')
const from = (clientAddress: string, account = 'ann@example.com') => ({ account, clientAddress })
const here = from('203.0.113.1')
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => 'passed',
    (error: unknown) => (error instanceof ApiError ? error.code : error),
  )

describe.each(testModes)('%s', (mode) => {
  test('of 40 parallel wrong passwords 10 are looked at, then the right one is refused too', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    let looks = 0
    const codes = await Promise.all(
      Array.from(
        { length: 40 },
        async () =>
          await codeOf(
            tries.attempt(here, () => {
              looks++
              return wrong()
            }),
          ),
      ),
    )
    expect(looks).toBe(10)
    expect(codes.filter((code) => code === 'too_many_wrong_passwords')).toHaveLength(30)
    await expect(tries.attempt(here, right)).rejects.toMatchObject({
      status: 429,
      options: { retryAfterSeconds: expect.closeTo(900, -1) as number },
    })
    expect(await tries.attempt(from('203.0.113.1', 'bob@example.com'), right)).toBe('welcome')
  })

  test('whoever guesses at one address, however often, does not keep the owner at another out', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    for (let index = 0; index < 120; index++)
      await codeOf(tries.attempt(from(`2001:db8::${index.toString(16)}`), wrong))
    expect(await codeOf(tries.attempt(from('2001:db8::ffff:1'), right))).toBe('too_many_wrong_passwords')
    expect(await tries.attempt(here, right)).toBe('welcome')
  })

  test('from many addresses 100 wrong passwords are looked at; what the account refuses leaves the address its tries', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    let looks = 0
    const guess = async (address: number): Promise<unknown> =>
      await codeOf(
        tries.attempt(from(`198.51.100.${address}`), () => {
          looks++
          return wrong()
        }),
      )
    const codes = await Promise.all(Array.from({ length: 130 }, async (_, index) => await guess(index % 26)))
    expect(looks).toBe(100)
    expect(codes.filter((code) => code === 'too_many_wrong_passwords')).toHaveLength(30)
    await expect(tries.attempt(here, right)).rejects.toMatchObject({
      status: 429,
      code: 'too_many_wrong_passwords',
      options: { retryAfterSeconds: expect.closeTo(900, -1) as number },
    })
    expect(await tries.attempt(from('198.51.100.1', 'bob@example.com'), right)).toBe('welcome')
  })

  test('right passwords and other failures do not count', async () => {
    await using opened = await openTestStorage(mode)
    const tries = createLoginTries({ memory: opened.memory })
    for (let index = 0; index < 12; index++) await tries.attempt(here, right)
    for (let index = 0; index < 12; index++)
      expect(await codeOf(tries.attempt(here, () => Promise.reject(new Error('down'))))).toEqual(
        new Error('down'),
      )
    expect(await tries.attempt(here, right)).toBe('welcome')
  })
})

test('no address is readable in the keys of Redis', async () => {
  await using opened = await openTestStorage('shared')
  await codeOf(createLoginTries({ memory: opened.memory }).attempt(here, wrong))
  const keys = (await opened.memory?.keys(`${opened.place.keyPrefix}*`)) ?? []
  expect(keys).toHaveLength(2)
  expect(keys.join()).not.toMatch(/ann|203/)
})
