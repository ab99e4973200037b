import { z } from 'zod'
import type { Storage } from '../../storage/storage.ts'
import { clockToleranceMs, type LedgerKey } from './ledger-key.ts'

const cacheObjectSchema = z.object({
  name: z.string(),
  scope: z.string(),
  account: z.string(),
  model: z.string(),
  prefix: z.string(),
  tokens: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
})

/**
 * A cache object at a vendor (Gemini `cachedContents/…`). `prefix` is what it holds; times are epoch
 * milliseconds.
 */
export type CacheObject = z.infer<typeof cacheObjectSchema>

const columns =
  'name, scope, account, model, prefix, tokens, created_at AS createdAt, expires_at AS expiresAt'

/**
 * The cache objects that Rephlo made, so that they are used while they live and deleted when their Space
 * changes.
 */
export class CacheObjectStore {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  add(object: CacheObject): void {
    this.#storage.run(
      `INSERT OR REPLACE INTO cache_objects (name, scope, account, model, prefix, tokens, created_at,
        expires_at)
        VALUES (:name, :scope, :account, :model, :prefix, :tokens, :createdAt, :expiresAt)`,
      { ...object },
    )
  }

  /** The live object that holds the longest of these prefixes. */
  find({ scope, account, model }: LedgerKey, chain: readonly string[], now: number): CacheObject | undefined {
    const rows = this.#list(
      `WHERE condemned = 0 AND scope = :scope AND account = :account AND model = :model AND expires_at > :now
        AND created_at <= :limit
        AND prefix IN (SELECT value FROM json_each(:chain))`,
      { scope, account, model, now, limit: now + clockToleranceMs, chain: JSON.stringify(chain) },
    )
    return rows.reduce<CacheObject | undefined>(
      (longest, object) =>
        longest === undefined || chain.indexOf(object.prefix) > chain.indexOf(longest.prefix)
          ? object
          : longest,
      undefined,
    )
  }

  /**
   * Marks the objects of a scope for deletion, except those of `kept` prefixes; returns all that are marked.
   */
  condemn(scope: string, kept: readonly string[]): CacheObject[] {
    this.#storage.run(
      'UPDATE cache_objects SET condemned = 1 WHERE scope = :scope AND prefix NOT IN ' +
        '(SELECT value FROM json_each(:kept))',
      { scope, kept: JSON.stringify(kept) },
    )
    return this.#list('WHERE condemned = 1 AND scope = :scope', { scope })
  }

  /** Objects that are to be deleted at their vendor and still live there. */
  condemned(now: number): CacheObject[] {
    return this.#list('WHERE condemned = 1 AND expires_at > :now', { now })
  }

  remove(name: string): void {
    this.#storage.run('DELETE FROM cache_objects WHERE name = :name', { name })
  }

  sweep(now: number): void {
    this.#storage.run('DELETE FROM cache_objects WHERE expires_at <= :now', { now })
  }

  #list(where: string, parameters: Record<string, string | number>): CacheObject[] {
    return z
      .array(cacheObjectSchema)
      .parse(
        this.#storage.all(`SELECT ${columns} FROM cache_objects ${where} ORDER BY created_at`, parameters),
      )
  }
}
