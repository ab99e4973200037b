import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'

/** Few enough that SQLite, which blocks the process, is done in some milliseconds. */
const batchSize = 100
/** Lets waiting requests through before the next batch. */
const pauseMs = 10

/** See `UsageStore.purge`. */
export async function purgeUsage(
  database: Kysely<Tables>,
  olderThan: number,
  signal?: AbortSignal,
): Promise<number> {
  let purged = 0
  while (signal?.aborted !== true) {
    const oldest = database
      .selectFrom('usage')
      .select('request_id')
      .where('at', '<', olderThan)
      .orderBy('at')
      .limit(batchSize)
    const { numDeletedRows } = await database
      .deleteFrom('usage')
      .where('request_id', 'in', oldest)
      .executeTakeFirst()
    purged += Number(numDeletedRows)
    if (numDeletedRows < batchSize) break
    await sleep(pauseMs)
  }
  return purged
}
