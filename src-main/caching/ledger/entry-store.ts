import { z } from 'zod'
import { cacheTtlSchema } from '../../../src-shared/run-event.ts'
import type { Storage } from '../../storage/storage.ts'
import { cacheAccount, clockToleranceMs, type LedgerKey } from './ledger-key.ts'

const entrySchema = z.object({
  prefix: z.string(),
  ttl: cacheTtlSchema.nullable().transform((ttl) => ttl ?? undefined),
  lifetimeMs: z.number(),
  touchedAt: z.number(),
  expiresAt: z.number(),
})

/**
 * A prefix that was written to a vendor's cache. It stays for a while
 * after it expired, so that a miss can be explained.
 */
export type CacheEntry = z.infer<typeof entrySchema>

const columns = 'prefix, ttl, lifetime_ms AS lifetimeMs, touched_at AS touchedAt, expires_at AS expiresAt'
const put = `INSERT INTO cache_entries (account, model, prefix, scope, space_bound, tokens, ttl, lifetime_ms,
  touched_at, expires_at)
  VALUES (:account, :model, :prefix, :scope, :spaceBound, :tokens, :ttl, :lifetimeMs, :touchedAt, :expiresAt)
  ON CONFLICT (account, model, prefix) DO UPDATE SET scope = excluded.scope, tokens = excluded.tokens,
    ttl = excluded.ttl,
    lifetime_ms = excluded.lifetime_ms, touched_at = excluded.touched_at, expires_at = excluded.expires_at`

/**
 * Whether an entry can be read. One that was written in the future is from before a clock was set back: it is
 * not.
 */
export function isLive(entry: CacheEntry | undefined, now: number): entry is CacheEntry {
  return entry !== undefined && entry.expiresAt > now && entry.touchedAt <= now + clockToleranceMs
}

/** Entries by account, model and prefix. */
export class EntryStore {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** The entries of a chain of prefixes by the block that each ends with, expired ones included. */
  find(key: LedgerKey, chain: readonly string[]): Map<number, CacheEntry> {
    const rows = this.#storage.all(
      `SELECT ${columns} FROM cache_entries WHERE account = :account AND model = :model AND prefix IN ` +
        '(SELECT value FROM json_each(:chain))',
      {
        account: cacheAccount(key),
        model: key.model,
        chain: JSON.stringify(chain),
      },
    )
    if (rows.length === 0) return new Map()
    const places = new Map(chain.map((prefix, index) => [prefix, index]))
    return new Map(
      rows.map((row) => entrySchema.parse(row)).map((entry) => [places.get(entry.prefix) ?? -1, entry]),
    )
  }

  put(
    key: LedgerKey,
    entry: CacheEntry,
    more: { readonly tokens: number; readonly isSpaceBound: boolean },
  ): void {
    const { ttl = null, ...rest } = entry
    this.#storage.run(put, {
      ...rest,
      ttl,
      account: cacheAccount(key),
      model: key.model,
      scope: key.scope,
      tokens: more.tokens,
      spaceBound: more.isSpaceBound ? 1 : 0,
    })
  }

  /**
   * Takes a belief back, unless somebody touched the entry after `touchedAt`: then `before` is what was
   * there.
   */
  revert(key: LedgerKey, prefix: string, touchedAt: number, before: CacheEntry | undefined): void {
    const place = { account: cacheAccount(key), model: key.model, prefix, touchedAt }
    const where =
      'WHERE account = :account AND model = :model AND prefix = :prefix AND touched_at <= :touchedAt'
    if (before === undefined) this.#storage.run(`DELETE FROM cache_entries ${where}`, place)
    else
      this.#storage.run(
        'UPDATE cache_entries SET ttl = :ttl, lifetime_ms = :lifetimeMs, touched_at = :before, ' +
          `expires_at = :expiresAt ${where}`,
        {
          ...place,
          before: before.touchedAt,
          ttl: before.ttl ?? null,
          lifetimeMs: before.lifetimeMs,
          expiresAt: before.expiresAt,
        },
      )
  }

  /** Forgets what was written after a moment: a clock was set back since, and nobody knows how old it is. */
  forgetFuture(now: number): void {
    this.#storage.run('DELETE FROM cache_entries WHERE touched_at > :limit', {
      limit: now + clockToleranceMs,
    })
  }

  /** Forgets a scope's entries that hold documents, except those of `kept` prefixes. Returns how many. */
  forgetScope(scope: string, kept: readonly string[]): number {
    return this.#storage.run(
      'DELETE FROM cache_entries WHERE scope = :scope AND space_bound = 1 AND prefix NOT IN ' +
        '(SELECT value FROM json_each(:kept))',
      { scope, kept: JSON.stringify(kept) },
    )
  }

  /** The largest live entry of a scope for each account and model. */
  warm(scope: string, now: number): Record<string, unknown>[] {
    // With one max() SQLite takes the other columns from that row.
    return this.#storage.all(
      `SELECT account, model, max(tokens) AS tokens, ttl, min(expires_at, :now + lifetime_ms) AS expiresAt
        FROM cache_entries
        WHERE scope = :scope AND expires_at > :now AND touched_at <= :limit GROUP BY account, model
          ORDER BY account, model`,
      { scope, now, limit: now + clockToleranceMs },
    )
  }

  /** Drops what expired before a moment, and beyond `most` entries those that were touched longest ago. */
  sweep(expiredBefore: number, most: number): void {
    this.#storage.run('DELETE FROM cache_entries WHERE expires_at < :expiredBefore', { expiredBefore })
    this.#storage.run(
      'DELETE FROM cache_entries WHERE touched_at < (SELECT touched_at FROM cache_entries ' +
        'ORDER BY touched_at DESC LIMIT 1 OFFSET :most)',
      { most },
    )
  }
}
