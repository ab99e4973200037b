import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { holdFor, recordOf, requestOf, testTime } from './__fixtures__/calls.ts'
import { openCredits, type TestCredits } from './__fixtures__/open-credits.ts'
import type { CreditStore } from './credit-store.ts'

describe.each(testModes)('credits, %s', (mode) => {
  let opened: TestCredits
  let store: CreditStore
  beforeAll(async () => {
    opened = await openCredits(mode)
    store = opened.stores[0]
  })
  afterAll(async () => await opened[Symbol.asyncDispose]())

  test('a hold leaves the balance, a settlement charges what was used and gives back the rest', async () => {
    const user = await opened.addUser(100)
    expect(await store.hold(holdFor(user, 'r', 30))).toEqual({ isHeld: true })
    expect(await store.balanceOf(user)).toEqual({ balance: 70, held: 30 })
    expect(await store.settle({ record: recordOf(user, 'r', 12) })).toEqual({
      balance: 88,
      charged: 12,
      shortfall: 0,
      wasSettled: false,
    })
    expect(await readBooks(opened.storage, user)).toEqual({
      balance: 88,
      granted: 100,
      charged: 12,
      held: 0,
      dailyDifferences: [],
    })
  })

  test('a hold above the balance is refused with what there is, and takes nothing', async () => {
    const user = await opened.addUser(10)
    await store.hold(holdFor(user, 'first', 4))
    expect(await store.hold(holdFor(user, 'second', 7))).toEqual({ isHeld: false, balance: 6, held: 4 })
    expect(await store.hold(holdFor(user, 'third', 6))).toEqual({ isHeld: true })
  })

  test('a disabled user gets no credits set aside', async () => {
    const user = await opened.addUser(10)
    await opened.storage.database
      .updateTable('users')
      .set({ status: 'disabled' })
      .where('id', '=', user)
      .execute()
    expect(await store.hold(holdFor(user, 'r', 1))).toEqual({ isHeld: false, balance: 10, held: 0 })
  })

  test('a call dearer than its hold takes the rest from the balance, and what is not there is booked as shortfall', async () => {
    const user = await opened.addUser(20)
    await store.hold(holdFor(user, 'a', 5))
    expect(await store.settle({ record: recordOf(user, 'a', 8) })).toMatchObject({
      balance: 12,
      charged: 8,
      shortfall: 0,
    })
    await store.hold(holdFor(user, 'b', 5))
    expect(await store.settle({ record: recordOf(user, 'b', 15) })).toMatchObject({
      balance: 0,
      charged: 12,
      shortfall: 3,
    })
    const row = await opened.storage.database
      .selectFrom('usage')
      .select(['credits', 'shortfall'])
      .where('request_id', '=', requestOf(user, 'b'))
      .executeTakeFirst()
    expect(row).toEqual({ credits: 12, shortfall: 3 })
  })

  test('a second settlement of the same request changes nothing, and tells what the first charged', async () => {
    const user = await opened.addUser(20)
    await store.hold(holdFor(user, 'r', 9))
    await store.settle({ record: recordOf(user, 'r', 25) })
    expect(await store.settle({ record: recordOf(user, 'r', 3, { status: 'failed' }) })).toEqual({
      balance: 0,
      charged: 20,
      shortfall: 5,
      wasSettled: true,
    })
    expect(await readBooks(opened.storage, user)).toMatchObject({ charged: 20, dailyDifferences: [] })
  })

  test('a call without a hold (from the answer cache) is written and costs nothing', async () => {
    const user = await opened.addUser(5)
    const record = recordOf(user, 'r', 0, {
      answerCached: true,
      vendorCost: undefined,
      savedCost: undefined,
      cacheReadTokens: undefined,
      cacheWrite5mTokens: undefined,
      cacheWrite1hTokens: undefined,
      answerCacheSavedCredits: 4,
    })
    expect(await store.settle({ record })).toMatchObject({ balance: 5, charged: 0 })
    const day = await opened.storage.database
      .selectFrom('usage_daily')
      .selectAll()
      .where('user_id', '=', user)
      .executeTakeFirstOrThrow()
    expect(day).toMatchObject({
      day: '2026-11-21',
      answer_cache_hits: 1,
      answer_cache_misses: 0,
      answer_cache_saved_credits: 4,
      reporting_requests: 0,
      unknown_cost_requests: 0,
    })
    expect(await readBooks(opened.storage, user)).toMatchObject({ dailyDifferences: [] })
  })

  test('every field of the record is in the history, unreported counts as unknown', async () => {
    const user = await opened.addUser(50)
    const record = recordOf(user, 'r', 2, {
      cacheWriteOtherTokens: 9,
      errorCode: 'o\'"; DROP TABLE users',
      status: 'cancelled',
      estimated: true,
      streamed: false,
      answerCacheMissed: true,
      outputTokens: undefined,
      vendorCost: 5_000_000_000,
      answerCacheSavedCredits: 1,
    })
    await store.settle({ record })
    const row = await opened.storage.database
      .selectFrom('usage')
      .selectAll()
      .where('user_id', '=', user)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({
      request_id: requestOf(user, 'r'),
      user_id: user,
      at: testTime,
      provider: 'anthropic',
      model: 'claude-haiku-5-5',
      status: 'cancelled',
      streamed: 0,
      answer_cached: 0,
      answer_cache_missed: 1,
      uncached_input_tokens: 100,
      cache_read_tokens: 2000,
      cache_write_5m_tokens: 30,
      cache_write_1h_tokens: 0,
      cache_write_other_tokens: 9,
      output_tokens: null,
      credits: 2,
      shortfall: null,
      estimated: 1,
      vendor_cost: 5_000_000_000,
      cost_uncached_input: 1,
      cost_cache_read: 2,
      cost_cache_write: 3,
      cost_output: 4,
      saved_cost: -7,
      answer_cache_saved_credits: 1,
      breakpoints: 1,
      latency_ms: 13,
      first_token_ms: 3,
      error_code: 'o\'"; DROP TABLE users',
    })
  })

  test('counts that no vendor can mean do not keep a call from being settled', async () => {
    const user = await opened.addUser(5)
    await store.hold(holdFor(user, 'r', 5))
    const record = recordOf(user, 'r', 1, {
      uncachedInputTokens: Number.MAX_SAFE_INTEGER,
      outputTokens: 1e300,
      firstTokenMs: Number.NaN,
    })
    expect(await store.settle({ record })).toMatchObject({ charged: 1, balance: 4 })
    expect(
      await opened.storage.database
        .selectFrom('usage')
        .select(['uncached_input_tokens', 'output_tokens', 'first_token_ms'])
        .where('user_id', '=', user)
        .executeTakeFirst(),
    ).toEqual({ uncached_input_tokens: null, output_tokens: null, first_token_ms: null })
  })

  test('a released hold leaves no trace, and releasing again changes nothing', async () => {
    const user = await opened.addUser(10)
    await store.hold(holdFor(user, 'r', 10))
    await Promise.all([store.release(requestOf(user, 'r')), store.release(requestOf(user, 'r'))])
    await store.release('never-held')
    expect(await readBooks(opened.storage, user)).toEqual({
      balance: 10,
      granted: 10,
      charged: 0,
      held: 0,
      dailyDifferences: [],
    })
  })

  test('grants and corrections are written down; one below zero is refused, so is one for nobody', async () => {
    const user = await opened.addUser(10)
    await store.hold(holdFor(user, 'r', 4))
    expect(await store.grant({ userId: user, delta: -6, note: 'mistake', grantedBy: 'admin' })).toEqual({
      balance: 0,
      held: 4,
    })
    await expect(store.grant({ userId: user, delta: -1, note: '' })).rejects.toMatchObject({
      status: 409,
      code: 'balance_too_low',
      options: { balance: 0 },
    })
    await expect(store.grant({ userId: user, delta: 0.5, note: '' })).rejects.toMatchObject({ status: 400 })
    await expect(store.grant({ userId: 'nobody', delta: 1, note: '' })).rejects.toMatchObject({ status: 404 })
    await expect(store.balanceOf('nobody')).rejects.toMatchObject({ status: 404 })
    await expect(store.settle({ record: recordOf('nobody', 'x', 1) })).rejects.toMatchObject({ status: 404 })
    const grants = await opened.storage.database
      .selectFrom('credit_grants')
      .select(['delta', 'note', 'granted_by', 'created_at'])
      .where('user_id', '=', user)
      .orderBy('delta')
      .execute()
    expect(grants).toEqual([
      { delta: -6, note: 'mistake', granted_by: 'admin', created_at: testTime },
      { delta: 10, note: 'test', granted_by: null, created_at: testTime },
    ])
  })

  test('who waits is woken by a settlement or release of the same user, and not by others', async () => {
    const [user, other] = [await opened.addUser(10), await opened.addUser(10)]
    await store.hold(holdFor(user, 'r', 1))
    await store.hold(holdFor(other, 's', 1))
    let isAwake = false
    const waiting = store.whenSettled(user, 60_000).then(() => (isAwake = true))
    await store.release(requestOf(other, 's'))
    expect(isAwake).toBe(false)
    await store.settle({ record: recordOf(user, 'r', 1) })
    await waiting
    await store.whenSettled(user, 5)
  })

  test('close wakes who waits and takes the instance off the list, unless it still has holds', async () => {
    await using two = await openCredits(mode, 2)
    const [first, second] = [two.stores[0], two.stores[1] ?? two.stores[0]]
    const user = await two.addUser(10)
    await second.hold(holdFor(user, 'r', 1))
    await first.balanceOf(user)
    const waiting = first.whenSettled(user, 60_000)
    await Promise.all([first.close(), second.close()])
    await waiting
    expect(await two.storage.database.selectFrom('instances').select('id').execute()).toEqual([
      { id: 'instance-1' },
    ])
  })

  test('a hold must be a whole credit at least', async () => {
    const user = await opened.addUser(10)
    for (const amount of [0, -5, 0.5, Number.NaN])
      await expect(store.hold(holdFor(user, 'r', amount))).rejects.toThrow(RangeError)
    expect(await store.balanceOf(user)).toEqual({ balance: 10, held: 0 })
  })
})

test('a correction that waits for another grant is judged by the balance after it', async () => {
  await using opened = await openCredits('shared')
  const {
    storage,
    stores: [store],
  } = opened
  if (storage.dialect !== 'postgres') throw new TypeError('The shared mode is on PostgreSQL.')
  const user = await opened.addUser(10)
  const other = await storage.pool.connect()
  await other.query('BEGIN')
  await other.query('UPDATE users SET balance = balance + 20 WHERE id = $1', [user])
  const correction = store.grant({ userId: user, delta: -25, note: '' })
  await expect
    .poll(
      async () =>
        (
          await storage.pool.query(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%credit_grants%'",
          )
        ).rowCount,
    )
    .toBeGreaterThan(0)
  await other.query('COMMIT')
  other.release()
  expect(await correction).toEqual({ balance: 5, held: 0 })
})
