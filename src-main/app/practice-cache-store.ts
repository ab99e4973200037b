import { z } from 'zod'
import { cacheEntrySchema } from '../providers/practice/prefix-cache.ts'
import type { PracticeCacheStore } from '../providers/practice/practice-provider.ts'
import type { Storage } from '../storage/storage.ts'

const entriesSchema = z.array(cacheEntrySchema)

/**
 * Keeps the practice cache's warmth in the database, so that two runs from a terminal show a cold and a warm
 * one.
 */
export function createPracticeCacheStore(storage: Storage): PracticeCacheStore {
  return {
    load: () => {
      const row = storage.get('SELECT entries FROM practice_cache WHERE id = 1')
      return row === undefined ? [] : entriesSchema.parse(JSON.parse(String(row.entries)))
    },
    save: (entries) => {
      const sql =
        'INSERT INTO practice_cache (id, entries) VALUES (1, :entries) ON CONFLICT (id) DO UPDATE ' +
        'SET entries = excluded.entries'
      storage.run(sql, { entries: JSON.stringify(entries) })
    },
  }
}
