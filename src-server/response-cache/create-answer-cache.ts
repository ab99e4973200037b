import type { SharedMemory } from '../storage/storage.ts'
import type { AnswerCache, KeptAnswer, Lookup } from './answer-cache.ts'
import { AnswerLine } from './answer-line.ts'
import { noLease, type AnswerSource } from './answer-source.ts'
import { createLocalSource } from './create-local-source.ts'
import { createRedisSource } from './create-redis-source.ts'
import { isFinished } from './is-finished.ts'
import { createTextStore } from './text-store.ts'

export interface AnswerCacheOptions {
  /** Undefined keeps answers in this process. */
  readonly memory: SharedMemory
  /** How long an answer is given again; an hour by default. */
  readonly ttlMs?: number
  /** Bounds what this process keeps, 16 MiB by default; an answer above 1 MiB is not kept anywhere. */
  readonly maximumBytes?: number
  /** How long the others wait for an instance that died while it led; 5 s by default. */
  readonly lockMs?: number
  readonly now?: () => number
}

/**
 * The answer cache. In one process a line for each key lets one lead; over several, a lock in Redis does,
 * which a leader renews and which dies with it. While Redis is away every lookup leads or waits for a
 * leader in its own process, and nothing is kept. Only answers that came to their end are kept: errors
 * and cut streams are abandoned by whoever leads.
 */
export function createAnswerCache({
  memory,
  ttlMs = 3_600_000,
  maximumBytes = 16_777_216,
  lockMs = 5_000,
  now = Date.now,
}: AnswerCacheOptions): AnswerCache {
  const source =
    memory === undefined
      ? createLocalSource(createTextStore({ memory, name: 'answer', ttlMs, maximumBytes, now }))
      : createRedisSource(memory, { ttlMs, lockMs, now })
  const lines = new Map<string, AnswerLine>()
  return {
    async lookUp(key, signal, { refresh = false } = {}) {
      signal.throwIfAborted()
      if (refresh) return leadAlone(source, key)
      const line = lines.get(key)
      if (line !== undefined) return await line.join(signal)
      const opened = new AnswerLine(key, source, () => lines.delete(key))
      lines.set(key, opened)
      const joined = opened.join(signal)
      void opened.claim()
      return await joined
    },
    close: async () => await source.close(),
  }
}

/** Beside any line: others neither wait for it nor hold it up. */
function leadAlone(source: AnswerSource, key: string): Lookup {
  const keep = async (answer: KeptAnswer): Promise<void> => {
    if (isFinished(answer.completion)) await source.keep(key, answer, noLease)
  }
  return { kind: 'lead', keep, abandon: () => Promise.resolve() }
}
