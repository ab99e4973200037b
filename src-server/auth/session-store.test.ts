import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { createRedisSessionStore } from './redis-session-store.ts'
import type { SessionStore } from './session-store.ts'
import { createSqlSessionStore } from './sql-session-store.ts'

const day = 24 * 60 * 60 * 1000

interface Place extends AsyncDisposable {
  readonly opened: TestStorage
  readonly store: SessionStore
  readonly clock: { now: number }
}

/** PostgreSQL too, for a gateway without a Redis. */
async function openPlace(kind: 'sqlite' | 'postgres' | 'redis'): Promise<Place> {
  const opened = await openTestStorage(kind === 'sqlite' ? 'embedded' : 'shared')
  const clock = { now: Date.now() }
  const now = (): number => clock.now
  const redis = kind === 'redis' ? opened.memory : undefined
  const store =
    redis === undefined
      ? createSqlSessionStore({ database: opened.storage.database, now })
      : createRedisSessionStore({ redis, now })
  return { opened, store, clock, [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose]() }
}

async function start({ store }: Place, userId = 'ann'): Promise<string> {
  const id = randomUUID()
  await store.create({ id, userId, userAgent: 'test' })
  return id
}

describe.each(['sqlite', 'postgres', 'redis'] as const)('%s', (kind) => {
  test('of 50 parallel rotations from one generation one passes, and the others end the session', async () => {
    await using place = await openPlace(kind)
    const id = await start(place)
    const outcomes = (
      await Promise.all(Array.from({ length: 50 }, async () => await place.store.rotate(id, 0)))
    ).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'reused')).toHaveLength(1)
    expect(await place.store.touch(id, 'ann')).toBe(false)
  })

  test('rotation tells the user and goes on from generation to generation', async () => {
    await using place = await openPlace(kind)
    const id = await start(place)
    for (const generation of [0, 1, 2])
      expect(await place.store.rotate(id, generation)).toEqual({ outcome: 'rotated', userId: 'ann' })
    expect(await place.store.rotate(id, 7)).toEqual({ outcome: 'gone' })
    expect(await place.store.touch(id, 'ann')).toBe(true)
    expect(await place.store.rotate(id, 1)).toEqual({ outcome: 'reused', userId: 'ann' })
    expect(await place.store.rotate(id, 3)).toEqual({ outcome: 'gone' })
    expect(await place.store.rotate(randomUUID(), 0)).toEqual({ outcome: 'gone' })
  })

  test('all of a user’s sessions end but the one that is kept, and nobody else’s', async () => {
    await using place = await openPlace(kind)
    const [first, second, kept, foreign] = [
      await start(place),
      await start(place),
      await start(place),
      await start(place, 'bob'),
    ]
    await place.store.rotate(first, 0)
    await place.store.endAll('ann', kept)
    const alive = [
      await place.store.touch(first, 'ann'),
      await place.store.touch(second, 'ann'),
      await place.store.touch(kept, 'ann'),
      await place.store.touch(foreign, 'bob'),
    ]
    expect(alive).toEqual([false, false, true, true])
    await place.store.endAll('ann')
    expect(await place.store.touch(kept, 'ann')).toBe(false)
    await place.store.endAll('ann')
  })

  test('an ended session stays ended', async () => {
    await using place = await openPlace(kind)
    const id = await start(place)
    await place.store.end(id, 'ann')
    expect([await place.store.touch(id, 'ann'), await place.store.rotate(id, 0)]).toEqual([
      false,
      { outcome: 'gone' },
    ])
  })
})

describe.each(['sqlite', 'postgres'] as const)('%s', (kind) => {
  test('a session lives for 24 h after its last use, and then its row goes', async () => {
    await using place = await openPlace(kind)
    const id = await start(place)
    place.clock.now += day - 1
    expect(await place.store.touch(id, 'ann')).toBe(true)
    place.clock.now += day - 1
    expect(await place.store.rotate(id, 0)).toMatchObject({ outcome: 'rotated' })
    place.clock.now += day
    expect([
      await place.store.touch(id, 'ann'),
      await place.store.rotate(id, 1),
      await place.store.rotate(id, 0),
    ]).toEqual([false, { outcome: 'gone' }, { outcome: 'gone' }])
    await start(place)
    expect(
      await place.opened.storage.database.selectFrom('sessions').select('id').where('id', '=', id).execute(),
    ).toEqual([])
  })
})

test('in Redis each use sets the 24 h anew, for the session and for its user’s list', async () => {
  await using place = await openPlace('redis')
  const redis = place.opened.memory
  const id = await start(place)
  const keys = [`session:${id}`, 'sessions-of:ann']
  const timesLeft = async (): Promise<(number | undefined)[]> =>
    await Promise.all(keys.map(async (key) => await redis?.pttl(key)))
  for (const use of [() => place.store.touch(id, 'ann'), () => place.store.rotate(id, 0)]) {
    for (const key of keys) await redis?.pexpire(key, 5_000)
    await use()
    for (const left of await timesLeft()) expect(left).toBeGreaterThan(day - 5_000)
  }
})

test('in Redis a user’s list keeps sessions in use and loses those that expired', async () => {
  await using place = await openPlace('redis')
  const [used, unused] = [await start(place), await start(place)]
  place.clock.now += day - 1
  await place.store.touch(used, 'ann')
  place.clock.now += 1
  await start(place)
  const ids = await place.opened.memory?.zrange('sessions-of:ann', '0', '-1')
  expect(ids).toContain(used)
  expect(ids).not.toContain(unused)
})
