import { randomUUID } from 'node:crypto'
import type { CachePolicy, DocumentSummary, SpaceDocument, SpaceSummary } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Storage } from '../storage/storage.ts'
import { checkDocument, type DocumentContent } from './check-document.ts'
import { DocumentCache } from './document-cache.ts'
import { EditHistory } from './edit-history.ts'
import {
  documentColumns,
  documentRow,
  editedRow,
  fullDocumentRow,
  spaceRow,
  spaceSummaries,
  type StoredDocument,
} from './space-rows.ts'

const documentGone = 'This document no longer exists.'

export interface DocumentDraft {
  /** Absent for a new document. */
  readonly id?: string
  readonly spaceId: string
  readonly title: string
  readonly text: string
  /**
   * A new document joins others that may be cached already: it counts as changed once, so that it goes behind
   * them in a prompt. Without effect on a document that is, or was, in the Space.
   */
  readonly addedLate?: boolean
}

/**
 * Spaces and their documents in SQLite. Texts are normalised on the way in, so that a prompt never has to.
 */
export class SpaceStore {
  readonly #storage: Storage
  readonly #now: () => number
  readonly #cache: DocumentCache
  readonly #history: EditHistory
  #lastSave: Promise<unknown> = Promise.resolve()

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage
    this.#now = now
    this.#cache = new DocumentCache(storage)
    this.#history = new EditHistory(storage)
  }

  list(): SpaceSummary[] {
    return this.#storage
      .all(`${spaceSummaries} GROUP BY spaces.id ORDER BY spaces.name`)
      .map((row) => spaceRow.parse(row))
  }

  /** Throws `not_found`. */
  get(id: string): SpaceSummary {
    const row = this.#storage.get(`${spaceSummaries} WHERE spaces.id = :id GROUP BY spaces.id`, { id })
    if (row === undefined)
      throw new RephloError('not_found', 'This Space no longer exists. Choose another one.')
    return spaceRow.parse(row)
  }

  findByName(name: string): SpaceSummary | undefined {
    const row = this.#storage.get(
      `${spaceSummaries} WHERE spaces.name = :name COLLATE NOCASE GROUP BY spaces.id`,
      { name: name.trim() },
    )
    return row === undefined ? undefined : spaceRow.parse(row)
  }

  create(name: string): SpaceSummary {
    this.#refuseTakenName(name)
    const id = randomUUID()
    this.#storage.run(
      'INSERT INTO spaces (id, name, created_at, updated_at) VALUES (:id, :name, :now, :now)',
      { id, name: name.trim(), now: this.#now() },
    )
    return this.get(id)
  }

  rename(id: string, name: string): SpaceSummary {
    this.get(id)
    this.#refuseTakenName(name, id)
    this.#storage.run('UPDATE spaces SET name = :name, updated_at = :now WHERE id = :id', {
      id,
      name: name.trim(),
      now: this.#now(),
    })
    return this.get(id)
  }

  /** Throws `not_found`. */
  setCachePolicy(id: string, policy: CachePolicy): SpaceSummary {
    this.get(id)
    this.#storage.run('UPDATE spaces SET cache_policy = :policy WHERE id = :id', { id, policy })
    return this.get(id)
  }

  delete(id: string): void {
    this.#storage.run('DELETE FROM spaces WHERE id = :id', { id })
  }

  listDocuments(spaceId: string): DocumentSummary[] {
    const rows = this.#storage.all(
      `SELECT ${documentColumns} FROM documents WHERE space_id = :spaceId ORDER BY title, id`,
      { spaceId },
    )
    return rows.map((row) => documentRow.parse(row))
  }

  /**
   * All documents with their texts, as a prompt needs them; the same frozen objects until something changes.
   */
  documentsOf(spaceId: string): readonly StoredDocument[] {
    return this.#cache.documentsOf(spaceId)
  }

  /**
   * The documents as they would be after saving this draft, so that the editor can tell what an edit will
   * cost. Writes nothing. Rejects with `bad_input`, `too_large`, `not_found`.
   */
  async previewEdit(draft: DocumentDraft): Promise<readonly StoredDocument[]> {
    this.get(draft.spaceId)
    const content = await checkDocument(draft)
    const documents = this.documentsOf(draft.spaceId)
    const { id, spaceId } = draft
    if (id === undefined)
      return [
        ...documents,
        { id: '', spaceId, ...content, updatedAt: this.#now(), edits: this.#firstEdits(draft, content) },
      ]
    if (!documents.some((document) => document.id === id)) throw new RephloError('not_found', documentGone)
    return documents.map((document) =>
      document.id === id && document.hash !== content.hash
        ? { ...document, ...content, edits: document.edits + 1 }
        : document,
    )
  }

  /** Throws `not_found`. */
  getDocument(id: string): SpaceDocument {
    const row = this.#storage.get(`SELECT ${documentColumns}, text FROM documents WHERE id = :id`, { id })
    if (row === undefined) throw new RephloError('not_found', documentGone)
    return fullDocumentRow.parse(row)
  }

  /**
   * Creates or replaces a document; saves that overlap are done in their order. Saving the same content
   * changes nothing. Rejects with `bad_input`, `too_large`, `not_found`.
   */
  saveDocument(draft: DocumentDraft): Promise<DocumentSummary> {
    const saved = this.#lastSave.then(async () => this.#write(draft, await checkDocument(draft)))
    this.#lastSave = saved.catch(() => undefined)
    return saved
  }

  deleteDocument(id: string): void {
    this.#storage.transaction(() => {
      const row = this.#storage.get(`SELECT ${documentColumns}, edits FROM documents WHERE id = :id`, { id })
      if (row === undefined) return
      const document = editedRow.parse(row)
      this.#history.remember(document, document.edits)
      this.#storage.run('DELETE FROM documents WHERE id = :id', { id })
    })
  }

  #write(draft: DocumentDraft, content: DocumentContent): DocumentSummary {
    const id = draft.id ?? randomUUID()
    const values = { id, ...content, now: this.#now() }
    if (draft.id === undefined) {
      this.get(draft.spaceId)
      this.#storage.transaction(() =>
        this.#insert({ ...values, spaceId: draft.spaceId, edits: this.#firstEdits(draft, content) }),
      )
    } else if (this.#summaryOf(id).hash !== content.hash) {
      this.#storage.run(
        `UPDATE documents SET title = :title, text = :text, hash = :hash, characters = :characters,
          tokens = :tokens, edits = edits + 1, updated_at = :now
         WHERE id = :id AND hash <> :hash`,
        values,
      )
    }
    return this.#summaryOf(id)
  }

  #insert(
    document: DocumentContent & {
      readonly id: string
      readonly spaceId: string
      readonly edits: number
      readonly now: number
    },
  ): void {
    this.#storage.run(
      `INSERT INTO documents (id, space_id, title, text, hash, characters, tokens, edits, created_at,
        updated_at)
       VALUES (:id, :spaceId, :title, :text, :hash, :characters, :tokens, :edits, :now, :now)`,
      { ...document },
    )
    this.#history.forget(document)
  }

  #firstEdits({ spaceId, addedLate = false }: DocumentDraft, content: DocumentContent): number {
    return this.#history.editsOf({ spaceId, ...content }) ?? (addedLate ? 1 : 0)
  }

  /** Without the text, which may be large. Throws `not_found`. */
  #summaryOf(id: string): DocumentSummary {
    const row = this.#storage.get(`SELECT ${documentColumns} FROM documents WHERE id = :id`, { id })
    if (row === undefined) throw new RephloError('not_found', documentGone)
    return documentRow.parse(row)
  }

  #refuseTakenName(name: string, exceptId?: string): void {
    const taken = this.findByName(name)
    if (taken !== undefined && taken.id !== exceptId) {
      throw new RephloError('bad_input', `A Space named “${taken.name}” already exists. Choose another name.`)
    }
  }
}
