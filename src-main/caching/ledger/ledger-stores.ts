import type { Storage } from '../../storage/storage.ts'
import { CacheObjectStore } from './cache-object-store.ts'
import { EntryStore } from './entry-store.ts'
import { FlightStore } from './flight-store.ts'
import { ScopeStateStore } from './scope-state-store.ts'
import { SentStore } from './sent-store.ts'

/** How long an expired entry stays, so that a miss can be explained. */
const explainedForMs = 30 * 24 * 60 * 60_000
const mostEntries = 5_000
const mostPrompts = 200

/** The tables of the ledger. */
export interface LedgerStores {
  readonly entries: EntryStore
  readonly sent: SentStore
  readonly flights: FlightStore
  readonly objects: CacheObjectStore
  readonly states: ScopeStateStore
  readonly transaction: <Result>(work: () => Result) => Result
}

export function createLedgerStores(storage: Storage, isAlive: (processId: number) => boolean): LedgerStores {
  return {
    entries: new EntryStore(storage),
    sent: new SentStore(storage),
    flights: new FlightStore(storage, isAlive),
    objects: new CacheObjectStore(storage),
    states: new ScopeStateStore(storage),
    transaction: (work) => storage.transaction(work),
  }
}

/** Drops what is too old to matter, so that the ledger stays small. */
export function sweepLedger(
  { entries, flights, objects, sent, transaction }: LedgerStores,
  now: number,
): void {
  transaction(() => {
    entries.sweep(now - explainedForMs, mostEntries)
    flights.sweep(now)
    objects.sweep(now)
    sent.sweep(mostPrompts)
  })
}
