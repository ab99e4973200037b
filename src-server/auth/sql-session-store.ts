import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import { sessionMs, type Rotation, type SessionStore } from './session-store.ts'

const sweepEveryMs = 60 * 60 * 1000

/**
 * Sessions in the database, for gateways without a Redis. Expired ones
 * are deleted once an hour, when somebody logs in.
 */
export function createSqlSessionStore({
  database,
  now,
}: {
  readonly database: Kysely<Tables>
  readonly now: () => number
}): SessionStore {
  let sweptAt = 0

  async function sweep(): Promise<void> {
    if (now() - sweptAt < sweepEveryMs) return
    sweptAt = now()
    await database.deleteFrom('sessions').where('expires_at', '<=', now()).execute()
  }

  return {
    ensureAvailable: () => Promise.resolve(),
    async create({ id, userId, userAgent }) {
      await sweep()
      await database
        .insertInto('sessions')
        .values({
          id,
          user_id: userId,
          generation: 0,
          user_agent: userAgent,
          created_at: now(),
          expires_at: now() + sessionMs,
        })
        .execute()
    },
    touch: (id, userId) => touch(database, now(), { id, userId }),
    rotate: (id, generation) => rotate(database, now(), { id, generation }),
    async end(id, userId) {
      await database.deleteFrom('sessions').where('id', '=', id).where('user_id', '=', userId).execute()
    },
    async endAll(userId, exceptId = '') {
      await database
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .where('id', '!=', exceptId)
        .execute()
    },
  }
}

interface Generation {
  readonly id: string
  readonly generation: number
}

/** Makes the next generation of a session at the time `now`; one that was used before ends it. */
async function rotate(
  database: Kysely<Tables>,
  now: number,
  { id, generation }: Generation,
): Promise<Rotation> {
  const next = { generation: generation + 1, expires_at: now + sessionMs }
  const rotated = await database
    .updateTable('sessions')
    .set(next)
    .where('id', '=', id)
    .where('generation', '=', generation)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst()
  if (rotated !== undefined) return { outcome: 'rotated', userId: rotated.user_id }
  const ended = await database
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('generation', '>', generation)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst()
  return ended === undefined ? { outcome: 'gone' } : { outcome: 'reused', userId: ended.user_id }
}

/** Lets a session live longer from the time `now` on; false when it ended. */
async function touch(
  database: Kysely<Tables>,
  now: number,
  { id, userId }: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('sessions')
    .set({ expires_at: now + sessionMs })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
