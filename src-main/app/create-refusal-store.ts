import { z } from 'zod'
import { adaptationSchema, describeAdaptation } from '../../src-shared/vendors/requests/adaptation.ts'
import type { RefusalMemory } from '../providers/http/refusal-memory.ts'
import type { Storage } from '../storage/storage.ts'

/** A server that is updated may take tomorrow what it refuses today. */
const keptMs = 24 * 60 * 60_000

const adaptationsSchema = z.array(adaptationSchema).catch([])

export interface RefusalStoreOptions {
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: (message: string, details: Readonly<Record<string, unknown>>) => void
  readonly report: (message: string, error: unknown) => void
}

/**
 * What servers refuse, kept in the database for a day: a start of the command line must not learn it anew. A
 * disk that cannot be written costs a second request, and no run.
 */
export function createRefusalStore(
  storage: Storage,
  { now, log, report }: RefusalStoreOptions,
): RefusalMemory {
  return {
    recall(address, model) {
      const sql =
        'SELECT adaptations FROM refused_fields ' +
        'WHERE address = :address AND model = :model AND expires_at > :now'
      const row = storage.get(sql, { address, model, now: now() })
      return row === undefined ? [] : adaptationsSchema.parse(JSON.parse(String(row.adaptations)))
    },
    remember(address, model, adaptations, latest) {
      log('A server refused a field, and the request was sent again', {
        address,
        model,
        sent: latest === undefined ? 'as it was' : describeAdaptation(latest),
      })
      const row = { address, model, adaptations: JSON.stringify(adaptations), expiresAt: now() + keptMs }
      try {
        storage.run('DELETE FROM refused_fields WHERE expires_at <= :now', { now: now() })
        storage.run(
          `INSERT INTO refused_fields (address, model, adaptations, expires_at)
           VALUES (:address, :model, :adaptations, :expiresAt)
           ON CONFLICT (address, model) DO UPDATE
           SET adaptations = excluded.adaptations, expires_at = excluded.expires_at`,
          row,
        )
      } catch (error) {
        report('What a server refuses could not be kept', error)
      }
    },
  }
}
