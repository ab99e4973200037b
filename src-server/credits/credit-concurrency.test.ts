import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { holdFor, recordOf, requestOf } from './__fixtures__/calls.ts'
import { instanceId, openCredits, type TestCredits } from './__fixtures__/open-credits.ts'
import type { CreditStore } from './credit-store.ts'

/** The instance that the n-th of many calls goes to. */
function pick(stores: readonly [CreditStore, ...CreditStore[]], index: number): CreditStore {
  return stores[index % stores.length] ?? stores[0]
}

describe.each(testModes.flatMap((mode) => [1, 2].map((instances) => ({ mode, instances }))))(
  '$mode, $instances instances',
  ({ mode, instances }) => {
    let opened: TestCredits
    beforeAll(async () => void (opened = await openCredits(mode, instances)))
    afterAll(async () => await opened[Symbol.asyncDispose]())

    test('200 calls at once on credits for 50: exactly 50 are served, and the balance is 0', async () => {
      const user = await opened.addUser(50 * 3)
      const served = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const name = `r${index}`
          const { isHeld } = await pick(opened.stores, index).hold(holdFor(user, name, 3))
          if (isHeld) await pick(opened.stores, index).settle({ record: recordOf(user, name, 3) })
          return isHeld
        }),
      )
      expect(served.filter(Boolean)).toHaveLength(50)
      expect(await readBooks(opened.storage, user)).toEqual({
        balance: 0,
        granted: 150,
        charged: 150,
        held: 0,
        dailyDifferences: [],
      })
    })

    test('the same request settled many times at once is charged once, whatever else the user does', async () => {
      const user = await opened.addUser(1_000)
      const names = Array.from({ length: 10 }, (_, index) => `r${index}`)
      await Promise.all(names.map((name, index) => pick(opened.stores, index).hold(holdFor(user, name, 9))))
      const results = await Promise.all(
        names.flatMap((name) =>
          [0, 1, 2, 3].map(async (index) => ({
            name,
            ...(await pick(opened.stores, index).settle({ record: recordOf(user, name, 7) })),
          })),
        ),
      )
      for (const name of names)
        expect(results.filter((each) => each.name === name && !each.wasSettled)).toHaveLength(1)
      expect(results.every(({ charged }) => charged === 7)).toBe(true)
      expect(await readBooks(opened.storage, user)).toEqual({
        balance: 930,
        granted: 1_000,
        charged: 70,
        held: 0,
        dailyDifferences: [],
      })
    })

    test('a call is settled or released, never both, when both are tried at once', async () => {
      const user = await opened.addUser(100)
      for (let index = 0; index < 20; index += 1) {
        await pick(opened.stores, index).hold(holdFor(user, `r${index}`, 5))
        await Promise.all([
          pick(opened.stores, 0).release(requestOf(user, `r${index}`)),
          pick(opened.stores, 1).settle({ record: recordOf(user, `r${index}`, 2) }),
        ])
      }
      expect(await readBooks(opened.storage, user)).toEqual({
        balance: 60,
        granted: 100,
        charged: 40,
        held: 0,
        dailyDifferences: [],
      })
    })

    test('settlements above the balance at once never take more than there is', async () => {
      const user = await opened.addUser(100)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          pick(opened.stores, index).hold(holdFor(user, `r${index}`, 2)),
        ),
      )
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          pick(opened.stores, index).settle({ record: recordOf(user, `r${index}`, 11) }),
        ),
      )
      expect(results.reduce((sum, { charged }) => sum + charged, 0)).toBe(100)
      expect(results.every(({ charged, shortfall }) => charged + shortfall === 11 && charged >= 2)).toBe(true)
      expect(await readBooks(opened.storage, user)).toEqual({
        balance: 0,
        granted: 100,
        charged: 100,
        held: 0,
        dailyDifferences: [],
      })
    })
  },
)

describe.each(testModes)('%s', (mode) => {
  test('an instance that was only suspended settles what others have given up, while several recover', async () => {
    await using opened = await openCredits(mode, 3)
    const [suspended, ...others] = opened.stores
    const user = await opened.addUser(100)
    for (let round = 0; round < 10; round += 1) {
      await suspended.hold(holdFor(user, `r${round}`, 10))
      await opened.storage.database
        .updateTable('instances')
        .set({ heartbeat_at: 0 })
        .where('id', '=', instanceId(0))
        .execute()
      await Promise.all([
        ...others.map((store) => store.recover()),
        suspended.settle({ record: recordOf(user, `r${round}`, 4) }),
      ])
      expect(await readBooks(opened.storage, user)).toEqual({
        balance: 96 - 4 * round,
        granted: 100,
        charged: 4 * (round + 1),
        held: 0,
        dailyDifferences: [],
      })
    }
  })
})
