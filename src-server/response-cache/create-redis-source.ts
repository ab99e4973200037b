import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { noLease, parseKept, type AnswerSource, type Claim, type Lease } from './answer-source.ts'
import { packText, unpackText } from './pack-text.ts'
import { largestTextBytes, sizeOf } from './text-store.ts'

export interface RedisSourceOptions {
  readonly ttlMs: number
  /** How long the lock of a leader lives that died; a living one renews it. */
  readonly lockMs: number
  readonly now: () => number
}

/** After a failure Redis is left alone for a while, so that one that hangs does not hold up every request. */
const restMs = 1_000

/** One step for both, so that an answer kept between them is never missed. */
const claimScript = `local kept = redis.call('GET', KEYS[1])
if kept then return kept end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0`
const renewScript =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
const releaseScript =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

/**
 * Answers in Redis, and a lock for each that is being made. While Redis is away nothing is
 * found or kept, and each instance lets one of its own lead; a lock that is lost then costs a
 * second call to the vendor, never a wrong answer.
 */
export function createRedisSource(memory: Redis, { ttlMs, lockMs, now }: RedisSourceOptions): AnswerSource {
  const held = new Set<Lease>()
  const attempt = createAttempts(now)

  function leaseOf(key: string, token: string): Lease {
    const lock = lockKey(key)
    const renewal = setInterval(
      () => void attempt(() => memory.eval(renewScript, 1, lock, token, lockMs)),
      lockMs / 3,
    )
    renewal.unref()
    const lease: Lease = {
      async release() {
        clearInterval(renewal)
        if (held.delete(lease)) await attempt(() => memory.eval(releaseScript, 1, lock, token))
      },
    }
    held.add(lease)
    return lease
  }

  return {
    async claim(key): Promise<Claim> {
      const token = randomUUID()
      const reply = await attempt(() =>
        memory.eval(claimScript, 2, answerKeyOf(key), lockKey(key), token, lockMs),
      )
      if (reply === 0) return { kind: 'busy' }
      if (reply === 1) return { kind: 'lead', lease: leaseOf(key, token) }
      const answer = typeof reply === 'string' ? parseKept(await unpackText(reply)) : undefined
      return answer === undefined ? { kind: 'lead', lease: noLease } : { kind: 'hit', answer }
    },
    async keep(key, answer, lease) {
      const text = JSON.stringify(answer)
      if (sizeOf(text) <= largestTextBytes) {
        const packed = await packText(text)
        await attempt(() => memory.set(answerKeyOf(key), packed, 'PX', ttlMs))
      }
      await lease.release()
    },
    async close() {
      await Promise.all([...held].map((lease) => lease.release()))
    },
  }
}

/** Braces keep both keys on one node of a cluster. */
function answerKeyOf(key: string): string {
  return `answer:{${key}}`
}

function lockKey(key: string): string {
  return `answer-lock:{${key}}`
}

/**
 * Work in Redis that may fail; after a failure nothing is tried for a while. Undefined for what was not done.
 */
function createAttempts(now: () => number) {
  let awayUntil = -Infinity
  return async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (now() < awayUntil) return undefined
    try {
      return await work()
    } catch {
      awayUntil = now() + restMs
      return undefined
    }
  }
}
