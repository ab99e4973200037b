import type { ChainableCommander, Redis } from 'ioredis'
import { z } from 'zod'
import { sessionMs, sessionsUnavailable, type Rotation, type SessionStore } from './session-store.ts'

/**
 * ARGV: generation, milliseconds to live. A generation that was never given out is nothing that a thief could
 * have.
 */
const rotateScript = `
local user = redis.call('HGET', KEYS[1], 'user')
if not user then return {'gone', ''} end
local current = tonumber(redis.call('HGET', KEYS[1], 'generation'))
local given = tonumber(ARGV[1])
if given > current then return {'gone', ''} end
if given < current then redis.call('DEL', KEYS[1]) return {'reused', user} end
redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'rotated', user}
`
const rotationSchema = z.tuple([z.enum(['gone', 'rotated', 'reused']), z.string()])

/**
 * Sessions in Redis: a hash for each, which expires by itself, and for each
 * user the ids of their sessions by time of expiry.
 */
export function createRedisSessionStore({
  redis,
  now,
}: {
  readonly redis: Redis
  readonly now: () => number
}): SessionStore {
  const extending: Extending = (commands, id, userId) => extendIndex(commands, id, userId, now())
  return {
    ensureAvailable: () =>
      answered(async () => {
        await redis.ping()
      }),
    create: ({ id, userId, userAgent }) =>
      answered(async () => {
        const commands = redis
          .multi()
          .hset(sessionKey(id), { user: userId, generation: 0, userAgent, createdAt: now() })
          .pexpire(sessionKey(id), sessionMs)
        commands
          .zremrangebyscore(indexKey(userId), '-inf', now())
          .zadd(indexKey(userId), now() + sessionMs, id)
          .pexpire(indexKey(userId), sessionMs)
        await run(commands)
      }),
    touch: (id, userId) =>
      answered(
        async () =>
          (await run(extending(redis.multi().pexpire(sessionKey(id), sessionMs), id, userId)))[0] === 1,
      ),
    rotate: (id, generation) => answered(() => rotate(redis, extending, id, generation)),
    end: (id, userId) =>
      answered(async () => {
        await run(redis.multi().del(sessionKey(id)).zrem(indexKey(userId), id))
      }),
    endAll: (userId, exceptId) => answered(() => endAll(redis, userId, exceptId)),
  }
}

type Extending = (commands: ChainableCommander, id: string, userId: string) => ChainableCommander

/** Keeps a session in its user's index as long as the session itself; `now` is epoch milliseconds. */
function extendIndex(
  commands: ChainableCommander,
  id: string,
  userId: string,
  now: number,
): ChainableCommander {
  // XX: a session that ended meanwhile does not come back.
  return commands.zadd(indexKey(userId), 'XX', now + sessionMs, id).pexpire(indexKey(userId), sessionMs)
}

async function rotate(redis: Redis, extending: Extending, id: string, generation: number): Promise<Rotation> {
  const [outcome, userId] = rotationSchema.parse(
    await redis.eval(rotateScript, 1, sessionKey(id), generation, sessionMs),
  )
  if (outcome === 'gone') return { outcome }
  // The new generation must reach the client even when this fails; the next use extends the index again.
  if (outcome === 'rotated') await run(extending(redis.multi(), id, userId)).catch(() => undefined)
  else await redis.zrem(indexKey(userId), id)
  return { outcome, userId }
}

async function endAll(redis: Redis, userId: string, exceptId?: string): Promise<void> {
  const ids = (await redis.zrange(indexKey(userId), '0', '-1')).filter((id) => id !== exceptId)
  if (ids.length > 0) await run(redis.multi().del(ids.map(sessionKey)).zrem(indexKey(userId), ids))
}

function sessionKey(id: string): string {
  return `session:${id}`
}

function indexKey(userId: string): string {
  return `sessions-of:${userId}`
}

async function answered<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    throw sessionsUnavailable(error)
  }
}

/** The results of a transaction; throws the first error of its commands, which ioredis only lists. */
async function run(commands: ChainableCommander): Promise<unknown[]> {
  const results = (await commands.exec()) ?? []
  return results.map(([error, result]) => {
    if (error !== null) throw error
    return result
  })
}
