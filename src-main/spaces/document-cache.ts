import { z } from 'zod'
import type { Storage } from '../storage/storage.ts'
import { documentColumns, editedRow, storedRow, type StoredDocument } from './space-rows.ts'

/**
 * At most this many Spaces are kept, and at most this many characters
 * of their texts (16 MB with the prompt's copy).
 */
const maximumSpaces = 4
const maximumCharacters = 8 * 1024 * 1024

const revisionRow = z.object({ revision: z.number().int() })

interface CachedSpace {
  readonly revision: number
  readonly documents: readonly StoredDocument[]
}

/**
 * The documents of the Spaces used last. The database counts every change of a Space's
 * documents, so that one look tells whether another process changed them; then only what changed
 * is read again, and all else stays the same object.
 */
export class DocumentCache {
  readonly #storage: Storage
  readonly #spaces = new Map<string, CachedSpace>()

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /**
   * None for a Space that is not there. The same array until something
   * changes; both it and its documents are frozen.
   */
  documentsOf(spaceId: string): readonly StoredDocument[] {
    const row = this.#storage.get('SELECT revision FROM spaces WHERE id = :spaceId', { spaceId })
    const known = this.#spaces.get(spaceId)
    this.#spaces.delete(spaceId)
    if (row === undefined) return []
    // Read before the documents: what changes in between makes the next look read again.
    const { revision } = revisionRow.parse(row)
    const current =
      known?.revision === revision
        ? known
        : { revision, documents: this.#read(spaceId, known?.documents ?? []) }
    this.#keep(spaceId, current)
    return current.documents
  }

  #read(spaceId: string, known: readonly StoredDocument[]): readonly StoredDocument[] {
    const byId = new Map(known.map((document) => [document.id, document]))
    const rows = this.#storage.all(
      `SELECT ${documentColumns}, edits FROM documents WHERE space_id = :spaceId ORDER BY title, id`,
      { spaceId },
    )
    const documents = rows.flatMap((row) => {
      const { id, hash, edits, updatedAt } = editedRow.parse(row)
      const before = byId.get(id)
      const isSame = before?.hash === hash && before.edits === edits && before.updatedAt === updatedAt
      return isSame ? before : (this.#readOne(id) ?? [])
    })
    return Object.freeze(documents)
  }

  #readOne(id: string): StoredDocument | undefined {
    const row = this.#storage.get(`SELECT ${documentColumns}, edits, text FROM documents WHERE id = :id`, {
      id,
    })
    return row === undefined ? undefined : Object.freeze(storedRow.parse(row))
  }

  /** Insertion order is order of use: what was used longest ago goes first. */
  #keep(spaceId: string, space: CachedSpace): void {
    if (charactersOf(space) > maximumCharacters) return
    this.#spaces.set(spaceId, space)
    for (const oldest of this.#spaces.keys()) {
      if (this.#spaces.size <= maximumSpaces && this.#characters() <= maximumCharacters) return
      this.#spaces.delete(oldest)
    }
  }

  #characters(): number {
    return [...this.#spaces.values()].reduce((sum, space) => sum + charactersOf(space), 0)
  }
}

function charactersOf({ documents }: CachedSpace): number {
  return documents.reduce((sum, { characters }) => sum + characters, 0)
}
