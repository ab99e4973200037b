import { z } from 'zod'
import type { Storage } from '../../storage/storage.ts'
import { cacheAccount, type LedgerKey } from './ledger-key.ts'

/** A run that is said to be in flight for longer has died or hangs. */
const longestFlightMs = 10 * 60_000

/**
 * Runs that are writing a prefix whose answer has not begun: nobody can read it yet, here or in another
 * process.
 */
export class FlightStore {
  readonly #storage: Storage
  readonly #isAlive: (processId: number) => boolean

  constructor(storage: Storage, isAlive: (processId: number) => boolean) {
    this.#storage = storage
    this.#isAlive = isAlive
  }

  /** Whether another run is writing one of these prefixes. */
  isWriting(key: LedgerKey, prefixes: readonly string[], now: number): boolean {
    const rows = this.#storage.all(
      `SELECT DISTINCT process_id AS processId FROM cache_in_flight WHERE account = :account
        AND model = :model
        AND prefix IN (SELECT value FROM json_each(:prefixes))
          AND started_at BETWEEN :now - ${longestFlightMs} AND :now + ${longestFlightMs}`,
      { account: cacheAccount(key), model: key.model, prefixes: JSON.stringify(prefixes), now },
    )
    return rows.some((row) => this.#isAlive(z.object({ processId: z.number() }).parse(row).processId))
  }

  add(id: string, key: LedgerKey, prefixes: readonly string[], now: number): void {
    for (const prefix of prefixes) {
      this.#storage.run(
        'INSERT INTO cache_in_flight (id, account, model, prefix, process_id, started_at) VALUES ' +
          '(:id, :account, :model, :prefix, :processId, :now)',
        { id, account: cacheAccount(key), model: key.model, prefix, processId: process.pid, now },
      )
    }
  }

  remove(id: string): void {
    this.#storage.run('DELETE FROM cache_in_flight WHERE id = :id', { id })
  }

  sweep(now: number): void {
    this.#storage.run(
      `DELETE FROM cache_in_flight WHERE started_at NOT BETWEEN :now - ${longestFlightMs} ` +
        `AND :now + ${longestFlightMs}`,
      { now },
    )
  }
}
