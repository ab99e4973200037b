import { describe, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { openSqlite } from './open-sqlite.ts'
import { openTestPlace, openTestStorage, testModes } from './open-test-storage.ts'

describe.each(testModes)('%s', (mode) => {
  test('a new database has the schema and its tiers, and migrating again changes nothing', async () => {
    await using opened = await openTestStorage(mode)
    const { database, dialect } = opened.storage
    await migrate(database, dialect)
    expect(
      (await database.selectFrom('tiers').select('id').orderBy('id').execute()).map(({ id }) => id),
    ).toEqual(['free', 'standard'])
  })

  test('a balance cannot be written below zero, whatever a statement says', async () => {
    await using opened = await openTestStorage(mode)
    const user = {
      id: 'u',
      email: 'u@example.com',
      password_hash: '-',
      role: 'user' as const,
      tier: 'standard',
      status: 'active' as const,
      balance: 3,
      created_at: 1,
    }
    await opened.storage.database.insertInto('users').values(user).execute()
    await expect(opened.storage.database.updateTable('users').set({ balance: -1 }).execute()).rejects.toThrow(
      /balance|CHECK/i,
    )
  })

  test('a database of a newer gateway is refused', async () => {
    await using opened = await openTestStorage(mode)
    const { database, dialect } = opened.storage
    await database
      .$extendTables<{ kysely_migration: { name: string; timestamp: string } }>()
      .insertInto('kysely_migration')
      .values({ name: '9999-from-the-future', timestamp: '2030-01-01' })
      .execute()
    await expect(migrate(database, dialect)).rejects.toMatchObject({ code: 'storage_newer' })
  })

  test('integers beyond 32 bits and sums come back as numbers', async () => {
    await using opened = await openTestStorage(mode)
    const { database } = opened.storage
    await database
      .insertInto('credit_grants')
      .values({ id: 'g', user_id: 'u', delta: 5_000_000_000, note: '', granted_by: null, created_at: 1 })
      .execute()
      .catch(() => undefined)
    await database
      .insertInto('usage_daily')
      .values({
        user_id: 'u',
        day: '2026-11-21',
        provider: 'p',
        model: 'm',
        requests: 1,
        failed: 0,
        answer_cache_hits: 0,
        answer_cache_misses: 0,
        answer_cache_saved_credits: 0,
        reporting_requests: 0,
        hit_requests: 0,
        input_tokens: 0,
        uncached_input_tokens: 0,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        output_tokens: 0,
        credits: 0,
        vendor_cost: 5_000_000_000,
        unknown_cost_requests: 0,
        saved_cost: 0,
        unknown_saving_requests: 0,
      })
      .execute()
    const { sum } = await database
      .selectFrom('usage_daily')
      .select(({ fn }) => fn.sum<number>('vendor_cost').as('sum'))
      .executeTakeFirstOrThrow()
    expect(sum).toBe(5_000_000_000)
  })
})

test('gateways that open a new data folder at the same moment all get the tables', async () => {
  await using place = await openTestPlace('embedded')
  const opened = await Promise.all(Array.from({ length: 5 }, async () => await openSqlite(place.dataFolder)))
  for (const storage of opened) {
    expect(await storage.database.selectFrom('tiers').select('id').execute()).toHaveLength(2)
    await storage[Symbol.asyncDispose]()
  }
})

test('work that throws in a batch is undone alone, and the others are committed', async () => {
  await using opened = await openTestStorage('embedded')
  const { storage } = opened
  if (storage.dialect !== 'sqlite') throw new TypeError('embedded is SQLite')
  const add = (name: string) => storage.sqlite.prepare('INSERT INTO settings VALUES (?, ?)').run(name, '1')
  const results = await Promise.allSettled([
    storage.inBatch(() => add('a').changes),
    storage.inBatch(() => {
      add('b')
      throw new Error('no')
    }),
    storage.inBatch(() => add('c').changes),
    storage.inBatch(() => add('a').changes),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  expect(
    (await storage.database.selectFrom('settings').select('name').orderBy('name').execute()).map(
      ({ name }) => name,
    ),
  ).toEqual(['a', 'c'])
})
