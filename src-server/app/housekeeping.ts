import type { Idempotency } from '../response-cache/create-idempotency.ts'
import type { Storage } from '../storage/storage.ts'
import type { UsageStore } from '../usage/usage-store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Not at start, when the first requests wait. */
const firstAfterMs = 60_000

export interface HousekeepingOptions {
  readonly storage: Storage
  readonly usage: Pick<UsageStore, 'purge'>
  readonly idempotency: Pick<Idempotency, 'purge'>
  readonly historyDays: number
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onError?: (error: unknown) => void
}

/**
 * Every hour: removes old calls from the history, expired idempotency keys and sessions. Returns what stops
 * it.
 */
export function housekeeping({
  storage,
  usage,
  idempotency,
  historyDays,
  now,
  onError,
}: HousekeepingOptions): () => Promise<void> {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const clean = async (): Promise<void> => {
    await usage.purge(now() - historyDays * dayMs, stopping.signal)
    await idempotency.purge()
    await storage.database.deleteFrom('sessions').where('expires_at', '<', now()).execute()
  }
  const run = (): void => {
    running = clean().catch((error: unknown) => onError?.(error))
  }
  const first = setTimeout(run, firstAfterMs).unref()
  const timer = setInterval(run, hourMs).unref()
  return async () => {
    clearTimeout(first)
    clearInterval(timer)
    stopping.abort()
    await running
  }
}
