import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Storage } from '../storage/storage.ts'

const removedRow = z.object({ hash: z.string(), edits: z.number().int() })

interface Removed {
  readonly spaceId: string
  readonly title: string
  readonly hash: string
}

/**
 * Remembers how often a document had changed when it was removed, so that importing it again puts it in the
 * same place of the prompt. Keeps hashes only, never a title or a text.
 */
export class EditHistory {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  remember({ spaceId, title, hash }: Removed, edits: number): void {
    this.#storage.run(
      `INSERT INTO removed_documents (space_id, title_hash, hash, edits)
        VALUES (:spaceId, :titleHash, :hash, :edits)
       ON CONFLICT DO UPDATE SET edits = max(edits, excluded.edits)`,
      { spaceId, titleHash: sha256(title), hash, edits },
    )
  }

  /**
   * How often a new document counts as changed: as before when it is back unchanged, once more when it is
   * back changed, undefined when it was never here.
   */
  editsOf({ spaceId, title, hash }: Removed): number | undefined {
    const [latest] = this.#find(spaceId, title, hash)
    if (latest === undefined) return undefined
    return latest.hash === hash ? latest.edits : latest.edits + 1
  }

  /** To be called once the document is in the Space again. */
  forget({ spaceId, title, hash }: Removed): void {
    const [latest] = this.#find(spaceId, title, hash)
    if (latest === undefined) return
    this.#storage.run(
      'DELETE FROM removed_documents WHERE space_id = :spaceId AND title_hash = :titleHash AND hash = :hash',
      { spaceId, titleHash: sha256(title), hash: latest.hash },
    )
  }

  /** Removed documents of this title, the one with the same content first, then the one that changed most. */
  #find(spaceId: string, title: string, hash: string) {
    const rows = this.#storage.all(
      'SELECT hash, edits FROM removed_documents WHERE space_id = :spaceId AND title_hash = :titleHash ' +
        'ORDER BY hash = :hash DESC, edits DESC, hash LIMIT 1',
      { spaceId, titleHash: sha256(title), hash },
    )
    return rows.map((row) => removedRow.parse(row))
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
