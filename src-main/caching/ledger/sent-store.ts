import { z } from 'zod'
import { cacheTtlSchema } from '../../../src-shared/run-event.ts'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { fingerprint } from '../../../src-shared/fingerprint.ts'
import type { Storage } from '../../storage/storage.ts'
import type { LedgerKey } from './ledger-key.ts'

const segments = ['tools', 'system', 'space', 'conversation'] as const

/** A block as it was sent, without its text. */
const sentBlockSchema = z.object({
  segment: z.enum(segments),
  hash: z.string(),
  tokens: z.number(),
  /** UTF-8. */
  bytes: z.number(),
  label: z.string().optional(),
})
export type SentBlock = z.infer<typeof sentBlockSchema>

const sentPromptSchema = z.object({
  model: z.string(),
  sentAt: z.number(),
  blocks: z.string().transform((text): SentBlock[] => z.array(sentBlockSchema).parse(JSON.parse(text))),
  cachedBlocks: z.number(),
  ttl: cacheTtlSchema.nullable().transform((ttl) => ttl ?? undefined),
  expiresAt: z.number(),
  responseId: z
    .string()
    .nullable()
    .transform((id) => id ?? undefined),
})

/** What was sent last on a scope to a model: how much of it was cached (0 for nothing) and until when. */
export type SentPrompt = z.infer<typeof sentPromptSchema>

const columns =
  'model, sent_at AS sentAt, blocks, cached_blocks AS cachedBlocks, ttl, expires_at AS expiresAt, ' +
  'response_id AS responseId'
const put = `INSERT OR REPLACE INTO cache_last_sent (scope, account, model, sent_at, blocks, cached_blocks,
  ttl, expires_at, response_id)
  VALUES (:scope, :account, :model, :sentAt, :blocks, :cachedBlocks, :ttl, :expiresAt, :responseId)`

/** The last prompt of each scope, account and model, and fingerprints of its blocks. */
export class SentStore {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  last({ scope, account, model }: LedgerKey): SentPrompt | undefined {
    const row = this.#storage.get(
      `SELECT ${columns} FROM cache_last_sent WHERE scope = :scope AND account = :account AND model = :model`,
      { scope, account, model },
    )
    return row === undefined ? undefined : sentPromptSchema.parse(row)
  }

  /** The latest prompt of the scope that went to another model or account. */
  lastElsewhere({ scope, account, model }: LedgerKey): SentPrompt | undefined {
    const row = this.#storage.get(
      `SELECT ${columns} FROM cache_last_sent WHERE scope = :scope AND ` +
        '(account <> :account OR model <> :model) ORDER BY sent_at DESC LIMIT 1',
      { scope, account, model },
    )
    return row === undefined ? undefined : sentPromptSchema.parse(row)
  }

  responseId({ scope, account, model }: LedgerKey): string | null {
    const row = this.#storage.get(
      'SELECT response_id AS id FROM cache_last_sent WHERE scope = :scope AND account = :account ' +
        'AND model = :model',
      { scope, account, model },
    )
    return z.object({ id: z.string().nullable() }).parse(row ?? { id: null }).id
  }

  put({ scope, account, model }: LedgerKey, sent: Omit<SentPrompt, 'model'>): void {
    this.#storage.run(put, {
      ...sent,
      scope,
      account,
      model,
      blocks: JSON.stringify(sent.blocks),
      ttl: sent.ttl ?? null,
      responseId: sent.responseId ?? null,
    })
  }

  fingerprintOf(hash: string): Uint8Array | undefined {
    const row = this.#storage.get('SELECT fingerprint FROM cache_fingerprints WHERE hash = :hash', { hash })
    return row === undefined
      ? undefined
      : Buffer.from(z.object({ fingerprint: z.string() }).parse(row).fingerprint, 'base64')
  }

  /** Keeps the fingerprints of blocks that have none yet: about 5 ms a megabyte of new text. */
  keepFingerprints(blocks: readonly PromptBlock[]): void {
    const known = this.#storage.all(
      'SELECT hash FROM cache_fingerprints WHERE hash IN (SELECT value FROM json_each(:hashes))',
      { hashes: JSON.stringify(blocks.map(({ hash }) => hash)) },
    )
    const hashes = new Set(known.map(({ hash }) => hash))
    const fresh = blocks
      .filter(({ hash }) => !hashes.has(hash))
      .map(({ hash, text }) => ({ hash, fingerprint: Buffer.from(fingerprint(text)).toString('base64') }))
    if (fresh.length === 0) return
    this.#storage.transaction(() => {
      for (const row of fresh)
        this.#storage.run(
          'INSERT OR IGNORE INTO cache_fingerprints (hash, fingerprint) VALUES (:hash, :fingerprint)',
          row,
        )
    })
  }

  forgetScope(scope: string): void {
    this.#storage.run('DELETE FROM cache_last_sent WHERE scope = :scope', { scope })
  }

  /** Drops all but the `most` latest prompts, and fingerprints that no prompt refers to. */
  sweep(most: number): void {
    this.#storage.run(
      'DELETE FROM cache_last_sent WHERE sent_at < (SELECT sent_at FROM cache_last_sent ' +
        'ORDER BY sent_at DESC LIMIT 1 OFFSET :most)',
      { most },
    )
    this.#storage.run(
      'DELETE FROM cache_fingerprints WHERE hash NOT IN ' +
        "(SELECT json_extract(block.value, '$.hash') FROM cache_last_sent, json_each(blocks) AS block)",
    )
  }
}

const sentBlocks = new WeakMap<PromptBlock, SentBlock>()

/** The blocks of a prefix as they are kept. */
export function toSentBlocks(prefix: readonly PromptBlock[]): SentBlock[] {
  return prefix.flatMap((block) => {
    const known = sentBlocks.get(block)
    if (known !== undefined) return [known]
    const { segment, hash, tokens, label } = block
    if (segment === 'dynamic') return []
    const sent = { segment, hash, tokens, label, bytes: Buffer.byteLength(block.text) }
    sentBlocks.set(block, sent)
    return [sent]
  })
}
