import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { openCredits, type TestCredits } from './__fixtures__/open-credits.ts'

describe.each(testModes.flatMap((mode) => [1, 2].map((instances) => ({ mode, instances }))))(
  '$mode, $instances instances',
  ({ mode, instances }) => {
    let opened: TestCredits
    beforeAll(async () => void (opened = await openCredits(mode, instances)))
    afterAll(async () => await opened[Symbol.asyncDispose]())
    const store = (index: number) => opened.stores[index % instances] ?? opened.stores[0]

    test.each([7, -10])(
      'a grant of %i that is sent twenty times at once is booked once, and every repetition hears so',
      async (delta) => {
        const user = await opened.addUser(10)
        const id = randomUUID()
        const results = await Promise.all(
          Array.from(
            { length: 20 },
            async (_, index) => await store(index).grant({ id, userId: user, delta, note: '' }),
          ),
        )
        expect(results.filter(({ repeated }) => repeated === undefined)).toHaveLength(1)
        expect(results.every(({ balance }) => balance === 10 + delta)).toBe(true)
        expect(await readBooks(opened.storage, user)).toMatchObject({
          balance: 10 + delta,
          granted: 10 + delta,
        })
      },
    )

    test('a repetition answers the balance of now; the id of another grant is refused and changes nothing', async () => {
      const [user, other] = [await opened.addUser(10), await opened.addUser(10)]
      const id = randomUUID()
      await store(0).grant({ id, userId: user, delta: 5, note: '' })
      await store(1).grant({ userId: user, delta: 100, note: '' })
      expect(await store(1).grant({ id, userId: user, delta: 5, note: '' })).toEqual({
        balance: 115,
        held: 0,
        repeated: true,
      })
      for (const wrong of [
        { userId: user, delta: 6 },
        { userId: other, delta: 5 },
        { userId: user, delta: -500 },
      ])
        await expect(store(0).grant({ id, note: '', ...wrong })).rejects.toMatchObject({
          status: 409,
          code: 'grant_id_reused',
        })
      expect(
        await Promise.all([user, other].map(async (each) => (await readBooks(opened.storage, each)).balance)),
      ).toEqual([115, 10])
    })

    test('two users at once cannot both be given credits under one id, and a refused grant may come again', async () => {
      const [user, other] = [await opened.addUser(10), await opened.addUser(10)]
      const id = randomUUID()
      await expect(store(0).grant({ id, userId: user, delta: -11, note: '' })).rejects.toMatchObject({
        code: 'balance_too_low',
      })
      const results = await Promise.allSettled(
        [user, other].map(
          async (userId, index) => await store(index).grant({ id, userId, delta: 1, note: '' }),
        ),
      )
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const balances = await Promise.all(
        [user, other].map(async (each) => (await readBooks(opened.storage, each)).balance),
      )
      expect(balances.toSorted()).toEqual([10, 11])
    })
  },
)
