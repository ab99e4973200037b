import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../api-error.ts'
import type { SharedMemory, Storage } from '../storage/storage.ts'
import type { KeptAnswer } from './answer-cache.ts'
import { parseKept } from './answer-source.ts'
import { IdempotencyRows, type ClaimedRequest, type KeyedRequest, type KeyedRow } from './idempotency-rows.ts'
import { createTextStore } from './text-store.ts'

/** Whether a request is to run, or was answered before, by the request of this id. */
export type Repetition =
  | { readonly kind: 'run' }
  | { readonly kind: 'replay'; readonly answer: KeptAnswer; readonly requestId: string }

/**
 * Lets a request that is sent again under the same key run and cost once. A key belongs to a
 * user; it and its answer are kept for 24 hours.
 */
export interface Idempotency {
  /**
   * Waits while the first request runs; aborting the signal leaves (throws its reason). After `run` the
   * caller must `finish` or `fail`. Throws ApiError: 409 `idempotency_in_progress` after 10 s, 409
   * `idempotency_replayed` when the first was completed and its answer is not kept any more, 422
   * `idempotency_key_reused` for another body. `bodyHash` may be the `answerKey`.
   */
  begin(request: ClaimedRequest, signal: AbortSignal): Promise<Repetition>
  /**
   * The request was charged; without an answer, where it was cut.
   * Nothing changes for one whose key was taken over.
   */
  finish(request: KeyedRequest, answer?: KeptAnswer): Promise<void>
  /**
   * The request came to nothing: its key is free again, unless its history says that
   * it was charged, or its credits are still held.
   */
  fail(request: KeyedRequest): Promise<void>
  /** Forgets what has expired; resolves to the number of keys. */
  purge(): Promise<number>
}

export interface IdempotencyOptions {
  readonly storage: Pick<Storage, 'database'>
  /** Undefined keeps answers in this process, up to 8 MiB. */
  readonly memory: SharedMemory
  readonly now?: () => number
  /** How long a repetition waits for the first. */
  readonly waitMs?: number
}

const keptForMs = 24 * 3_600_000
const maximumBytes = 8_388_608
const firstPauseMs = 50
const longestPauseMs = 400
const retryAfterSeconds = 5

export function createIdempotency({
  storage,
  memory,
  now = Date.now,
  waitMs = 10_000,
}: IdempotencyOptions): Idempotency {
  const rows = new IdempotencyRows(storage.database)
  const answers = createTextStore({ memory, name: 'idempotent', ttlMs: keptForMs, maximumBytes, now })

  async function attempt(request: ClaimedRequest, isLast: boolean): Promise<Repetition | undefined> {
    const times = { now: now(), expiresAt: now() + keptForMs }
    if (await rows.claim(request, times)) return { kind: 'run' }
    const row = await rows.find(request)
    // Its request failed in this very moment.
    if (row === undefined) return undefined
    if (row.bodyHash !== request.bodyHash) throw reused()
    return row.state === 'completed' ? await replay(row, isLast) : undefined
  }

  async function replay({ requestId, isSaid }: KeyedRow, isLast: boolean): Promise<Repetition | undefined> {
    const answer = parseKept(await answers.get(requestId))
    if (answer !== undefined) return { kind: 'replay', answer, requestId }
    if (isSaid || isLast) throw replayed(requestId)
    return undefined
  }

  return {
    async begin(request, signal) {
      const deadline = performance.now() + waitMs
      for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
        signal.throwIfAborted()
        const isLast = performance.now() >= deadline
        const repetition = await attempt(request, isLast)
        if (repetition !== undefined) return repetition
        if (isLast) throw inProgress()
        await sleep(Math.min(pause, Math.max(1, deadline - performance.now())), undefined, { signal }).catch(
          () => signal.throwIfAborted(),
        )
      }
    },
    async finish(request, answer) {
      // First the answer: who finds the row done is to find it.
      if (answer !== undefined) await answers.set(request.requestId, JSON.stringify(answer))
      await rows.finish(request, now() + keptForMs)
    },
    fail: async (request) => await rows.fail(request),
    purge: async () => await rows.purge(now()),
  }
}

function reused(): ApiError {
  return new ApiError(
    422,
    'invalid_request_error',
    'idempotency_key_reused',
    'This Idempotency-Key was used for a request with another body. Send the same body, or a new key.',
    { param: 'Idempotency-Key' },
  )
}

function inProgress(): ApiError {
  const message =
    'The first request under this Idempotency-Key is still running. Send it again later; ' +
    'nothing was charged for this one.'
  return new ApiError(409, 'conflict_error', 'idempotency_in_progress', message, { retryAfterSeconds })
}

function replayed(requestId: string): ApiError {
  const message =
    'The request under this Idempotency-Key was completed and charged once, ' +
    `under the request id ${requestId}; its answer is no longer kept. Send a new key to ask again.`
  return new ApiError(409, 'conflict_error', 'idempotency_replayed', message)
}
