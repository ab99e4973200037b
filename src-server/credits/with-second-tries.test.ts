import { describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { holdFor, recordOf, requestOf } from './__fixtures__/calls.ts'
import { openCredits } from './__fixtures__/open-credits.ts'
import { createUnfinishedWork } from './unfinished-work.ts'

const impatient = { heartbeatMs: 1_000, sweepMs: 20, goneAfterMs: 30_000 }

describe.each(testModes)('%s', (mode) => {
  test('a settlement that the database did not take is told to the caller, and done as soon as it can be', async () => {
    await using opened = await openCredits(mode, 1, { timing: impatient })
    const [store] = opened.stores
    const user = await opened.addUser(20)
    await store.hold(holdFor(user, 'r', 10))
    await opened.storage.database.schema.alterTable('usage_daily').renameTo('away').execute()
    await expect(store.settle({ record: recordOf(user, 'r', 6) })).rejects.toThrow('usage_daily')
    expect(await store.balanceOf(user)).toEqual({ balance: 10, held: 10 })
    await opened.storage.database.schema.alterTable('away').renameTo('usage_daily').execute()
    await expect.poll(() => store.balanceOf(user)).toEqual({ balance: 14, held: 0 })
    expect(await readBooks(opened.storage, user)).toMatchObject({ charged: 6, dailyDifferences: [] })
  })

  test('a hold of which nobody knows whether it is there is taken back', async () => {
    await using opened = await openCredits(mode, 1, { timing: impatient })
    const [store] = opened.stores
    const user = await opened.addUser(20)
    await store.hold(holdFor(user, 'r', 10))
    // To the store, the second looks like a hold whose answer was lost.
    await expect(store.hold(holdFor(user, 'r', 10))).rejects.toThrow()
    await expect.poll(() => store.balanceOf(user)).toEqual({ balance: 20, held: 0 })
  })

  test('close does what was left', async () => {
    await using opened = await openCredits(mode)
    const [store] = opened.stores
    const user = await opened.addUser(20)
    await store.hold(holdFor(user, 'r', 10))
    await opened.storage.database.schema.alterTable('holds').renameTo('away').execute()
    await expect(store.release(requestOf(user, 'r'))).rejects.toThrow('holds')
    await opened.storage.database.schema.alterTable('away').renameTo('holds').execute()
    await store.close()
    expect(await readBooks(opened.storage, user)).toMatchObject({ balance: 20, held: 0 })
  })
})

test('work that can never be done holds up nothing, and is given up with its last resort after an hour of tries', async () => {
  const messages: string[] = []
  const done: string[] = []
  const unfinished = createUnfinishedWork({
    warn: () => undefined,
    error: (_details, message) => messages.push(message),
  })
  unfinished.add({
    requestId: 'bad',
    run: () => Promise.reject(new Error('never')),
    giveUp: () => Promise.resolve(done.push('given up')),
  })
  unfinished.add({ requestId: 'good', run: () => Promise.resolve(done.push('good')) })
  await expect(unfinished.finish()).rejects.toThrow('never')
  await expect(unfinished.finish()).rejects.toThrow('never')
  expect(done).toEqual(['good'])
  for (let attempt = 3; attempt <= 240; attempt += 1)
    await expect(unfinished.finish()).rejects.toThrow('never')
  expect(done).toEqual(['good', 'given up'])
  expect(messages).toHaveLength(1)
  await unfinished.finish()
})
