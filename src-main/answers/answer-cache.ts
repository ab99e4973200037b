import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AnswerStats } from '../../src-shared/ipc/contract.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { tokenUsageSchema, type TokenUsage } from '../../src-shared/token-usage.ts'
import type { Storage } from '../storage/storage.ts'
import { deleteAnswers, openAnswers } from './open-answers.ts'

/** An answer as a run ended with it. */
export interface FinishedAnswer {
  readonly text: string
  /** Only an answer that ended by itself is kept. */
  readonly stopReason: 'end' | 'length' | 'refusal' | 'other'
  /** The Space, opaque: what a change of it makes invalid. */
  readonly scope: string
  readonly usage?: TokenUsage
  /** What the run cost in nano-dollars; absent when unknown. */
  readonly cost?: number
}

/** A kept answer. Times are epoch milliseconds. */
export interface KeptAnswer {
  readonly text: string
  readonly usage?: TokenUsage
  /** What it had cost, which is what it saves each time; absent when unknown. */
  readonly cost?: number
  readonly storedAt: number
  readonly expiresAt: number
}

export interface AnswerCacheOptions {
  /** Where `answers.sqlite` lies. */
  readonly folder: string
  /** Bytes of text (UTF-8) that are kept at most; 50 MB unless told. */
  readonly mostBytes?: number
  /** Trouble with the file: it costs a kept answer, never a run. */
  readonly report: (message: string, error: unknown) => void
}

const defaultMostBytes = 50 * 1024 * 1024
/** How far a clock may step back before an answer is taken to be from the future, in milliseconds. */
const clockToleranceMs = 1_000

const rowSchema = z.object({
  text: z.string(),
  checksum: z.string(),
  usage: z.string().nullable(),
  cost: z.number().nullable(),
  storedAt: z.number(),
  expiresAt: z.number(),
})

const statsSchema = z.object({
  hits: z.number(),
  misses: z.number(),
  savedCost: z.number(),
  unknownSavings: z.number(),
  entries: z.number(),
  bytes: z.number(),
})

/**
 * Answers that are kept on this computer, so that the same task is answered at once, for nothing and offline.
 * Kept are the answer’s text, its usage and cost, a hash of what was asked and the opaque name of the Space;
 * not what was asked. An answer is kept for its lifetime (an hour unless the person chose otherwise), then
 * its bytes are overwritten in the file at the next use of the cache or `sweep`. Nothing throws: trouble is
 * reported and counts as an answer that is not there.
 */
export class AnswerCache {
  readonly #options: AnswerCacheOptions
  #storage: Storage | undefined

  constructor(options: AnswerCacheOptions) {
    this.#options = options
  }

  /** The kept answer, counted as a hit or a miss. */
  find(key: string, now: number): KeptAnswer | undefined {
    return this.#attempt((storage) =>
      storage.transaction(() => {
        dropStale(storage, now)
        const kept = read(storage, key)
        count(storage, kept)
        if (kept !== undefined)
          storage.run('UPDATE answers SET used_at = :now WHERE key = :key', { key, now: Math.floor(now) })
        return kept
      }),
    )
  }

  /** Whether an answer is kept; nothing is counted. */
  has(key: string, now: number): boolean {
    const row = this.#attempt((storage) =>
      storage.get('SELECT 1 FROM answers WHERE key = :key AND expires_at > :now AND stored_at <= :limit', {
        key,
        now: Math.floor(now),
        limit: Math.floor(now) + clockToleranceMs,
      }),
    )
    return row !== undefined
  }

  /**
   * Keeps an answer for a time; one that was cut, refused or is empty is not. Returns whether it was kept.
   */
  store(key: string, answer: FinishedAnswer, lifetimeMs: number, now: number): boolean {
    const bytes = Buffer.byteLength(answer.text)
    const mostBytes = this.#options.mostBytes ?? defaultMostBytes
    const isComplete = answer.stopReason === 'end' && answer.text.trim() !== ''
    if (!isComplete || !(lifetimeMs >= 1) || !Number.isFinite(now + lifetimeMs) || bytes > mostBytes)
      return false
    const done = this.#attempt((storage) =>
      storage.transaction(() => {
        dropStale(storage, now)
        write(storage, key, answer, bytes, Math.floor(lifetimeMs), Math.floor(now))
        makeRoom(storage, mostBytes)
        return true
      }),
    )
    return done === true
  }

  /** Drops the answers of a Space that changed; returns how many. */
  dropScope(scope: string): number {
    return this.#attempt((storage) => storage.run('DELETE FROM answers WHERE scope = :scope', { scope })) ?? 0
  }

  /** Drops what expired. */
  sweep(now: number): void {
    this.#attempt((storage) => storage.transaction(() => dropStale(storage, now)))
  }

  /** Drops every answer; the counts stay. */
  clear(): void {
    this.#attempt((storage) => storage.run('DELETE FROM answers'))
  }

  /** Counts since the cache was begun, and what it holds. Money is nano-dollars. */
  stats(): AnswerStats {
    const row = this.#attempt((storage) =>
      storage.get(
        'SELECT hits, misses, saved_cost AS savedCost, unknown_savings AS unknownSavings, ' +
          '(SELECT count(*) FROM answers) AS entries, (SELECT coalesce(sum(bytes), 0) FROM answers) ' +
          'AS bytes FROM counters',
      ),
    )
    return statsSchema.parse(
      row ?? { hits: 0, misses: 0, savedCost: 0, unknownSavings: 0, entries: 0, bytes: 0 },
    )
  }

  [Symbol.dispose](): void {
    this.#storage?.close()
    this.#storage = undefined
  }

  #attempt<Result>(work: (storage: Storage) => Result): Result | undefined {
    try {
      return this.#retryWhenDamaged(work)
    } catch (error) {
      this.#options.report('The local answers could not be used', error)
      return undefined
    }
  }

  #retryWhenDamaged<Result>(work: (storage: Storage) => Result): Result {
    try {
      return work(this.#open())
    } catch (error) {
      if (!(error instanceof RephloError) || error.code !== 'storage_corrupt') throw error
      this.#options.report('The local answers were damaged and begun anew', error)
      this[Symbol.dispose]()
      deleteAnswers(this.#options.folder)
      return work(this.#open())
    }
  }

  /** Opened at the first use, so that the start does not wait for it. */
  #open(): Storage {
    this.#storage ??= openAnswers(this.#options.folder)
    return this.#storage
  }
}

/** What expired, and what is from the future: a clock was set back since, so nobody knows how old it is. */
function dropStale(storage: Storage, now: number): void {
  storage.run('DELETE FROM answers WHERE expires_at <= :now OR stored_at > :limit', {
    now: Math.floor(now),
    limit: Math.floor(now) + clockToleranceMs,
  })
}

function read(storage: Storage, key: string): KeptAnswer | undefined {
  const found = storage.get(
    'SELECT text, checksum, usage, cost, stored_at AS storedAt, expires_at AS expiresAt FROM answers ' +
      'WHERE key = :key',
    { key },
  )
  if (found === undefined) return undefined
  const { text, checksum, usage, cost, storedAt, expiresAt } = rowSchema.parse(found)
  if (checksum !== checksumOf(text))
    throw new RephloError('storage_corrupt', 'A kept answer is not what was stored. All are deleted.')
  return {
    text,
    usage: usage === null ? undefined : tokenUsageSchema.parse(JSON.parse(usage)),
    cost: cost ?? undefined,
    storedAt,
    expiresAt,
  }
}

function count(storage: Storage, kept: KeptAnswer | undefined): void {
  if (kept === undefined) storage.run('UPDATE counters SET misses = misses + 1')
  else
    storage.run(
      'UPDATE counters SET hits = hits + 1, saved_cost = saved_cost + :saved, ' +
        'unknown_savings = unknown_savings + :unknown',
      { saved: kept.cost ?? 0, unknown: kept.cost === undefined ? 1 : 0 },
    )
}

function write(
  storage: Storage,
  key: string,
  { text, scope, usage, cost }: FinishedAnswer,
  bytes: number,
  lifetimeMs: number,
  now: number,
): void {
  const row = {
    key,
    scope,
    bytes,
    now,
    expiresAt: now + lifetimeMs,
    cost: cost ?? null,
    usage: usage === undefined ? null : JSON.stringify(usage),
    checksum: checksumOf(text),
    text,
  }
  storage.run(
    `INSERT OR REPLACE INTO answers (key, scope, bytes, stored_at, expires_at, used_at, cost, usage, checksum,
      text)
      VALUES (:key, :scope, :bytes, :now, :expiresAt, :now, :cost, :usage, :checksum, :text)`,
    row,
  )
}

/** Those used longest ago go first. */
function makeRoom(storage: Storage, mostBytes: number): void {
  const total = z
    .object({ bytes: z.number() })
    .parse(storage.get('SELECT coalesce(sum(bytes), 0) AS bytes FROM answers')).bytes
  if (total <= mostBytes) return
  storage.run(
    `DELETE FROM answers WHERE key IN
      (SELECT key FROM (SELECT key, sum(bytes) OVER (ORDER BY used_at DESC, key DESC) AS reached FROM answers)
        WHERE reached > :mostBytes)`,
    { mostBytes },
  )
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
