import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { DocumentSummary, SpaceDocument, SpaceSummary } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Storage } from '../storage/storage.ts'
import { checkDocument, type DocumentContent } from './check-document.ts'

const documentColumns = 'id, space_id AS spaceId, title, characters, tokens, hash, updated_at AS updatedAt'
const summaries = `SELECT spaces.id, spaces.name, count(documents.id) AS documentCount, coalesce(sum(documents.tokens), 0) AS tokens,
  max(spaces.updated_at, coalesce(max(documents.updated_at), 0)) AS updatedAt FROM spaces LEFT JOIN documents ON documents.space_id = spaces.id`

const spaceRow = z.object({ id: z.string(), name: z.string(), documentCount: z.number(), tokens: z.number(), updatedAt: z.number() })
const documentRow = z.object({ id: z.string(), spaceId: z.string(), title: z.string(), characters: z.number(), tokens: z.number(), hash: z.string(), updatedAt: z.number() })
const fullDocumentRow = documentRow.extend({ text: z.string() })
const documentGone = 'This document no longer exists.'

export interface DocumentDraft {
  /** Absent for a new document. */
  readonly id?: string
  readonly spaceId: string
  readonly title: string
  readonly text: string
}

/** Spaces and their documents in SQLite. Texts are normalised on the way in, so that a prompt never has to. */
export class SpaceStore {
  readonly #storage: Storage
  readonly #now: () => number
  #lastSave: Promise<unknown> = Promise.resolve()

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage
    this.#now = now
  }

  list(): SpaceSummary[] {
    return this.#storage.all(`${summaries} GROUP BY spaces.id ORDER BY spaces.name`).map((row) => spaceRow.parse(row))
  }

  /** Throws `not_found`. */
  get(id: string): SpaceSummary {
    const row = this.#storage.get(`${summaries} WHERE spaces.id = :id GROUP BY spaces.id`, { id })
    if (row === undefined) throw new RephloError('not_found', 'This Space no longer exists. Choose another one.')
    return spaceRow.parse(row)
  }

  findByName(name: string): SpaceSummary | undefined {
    const row = this.#storage.get(`${summaries} WHERE spaces.name = :name COLLATE NOCASE GROUP BY spaces.id`, { name: name.trim() })
    return row === undefined ? undefined : spaceRow.parse(row)
  }

  create(name: string): SpaceSummary {
    this.#refuseTakenName(name)
    const id = randomUUID()
    this.#storage.run('INSERT INTO spaces (id, name, created_at, updated_at) VALUES (:id, :name, :now, :now)', { id, name: name.trim(), now: this.#now() })
    return this.get(id)
  }

  rename(id: string, name: string): SpaceSummary {
    this.get(id)
    this.#refuseTakenName(name, id)
    this.#storage.run('UPDATE spaces SET name = :name, updated_at = :now WHERE id = :id', { id, name: name.trim(), now: this.#now() })
    return this.get(id)
  }

  delete(id: string): void {
    this.#storage.run('DELETE FROM spaces WHERE id = :id', { id })
  }

  listDocuments(spaceId: string): DocumentSummary[] {
    const rows = this.#storage.all(`SELECT ${documentColumns} FROM documents WHERE space_id = :spaceId ORDER BY title, id`, { spaceId })
    return rows.map((row) => documentRow.parse(row))
  }

  /** All documents with their texts, as a prompt needs them. */
  documentsOf(spaceId: string): SpaceDocument[] {
    const rows = this.#storage.all(`SELECT ${documentColumns}, text FROM documents WHERE space_id = :spaceId`, { spaceId })
    return rows.map((row) => fullDocumentRow.parse(row))
  }

  /** Throws `not_found`. */
  getDocument(id: string): SpaceDocument {
    const row = this.#storage.get(`SELECT ${documentColumns}, text FROM documents WHERE id = :id`, { id })
    if (row === undefined) throw new RephloError('not_found', documentGone)
    return fullDocumentRow.parse(row)
  }

  /**
   * Creates or replaces a document; saves that overlap are done in their order. Saving the same content changes nothing.
   * Rejects with `bad_input`, `too_large`, `not_found`.
   */
  saveDocument(draft: DocumentDraft): Promise<DocumentSummary> {
    const saved = this.#lastSave.then(async () => this.#write(draft, await checkDocument(draft)))
    this.#lastSave = saved.catch(() => undefined)
    return saved
  }

  deleteDocument(id: string): void {
    this.#storage.run('DELETE FROM documents WHERE id = :id', { id })
  }

  #write(draft: DocumentDraft, content: DocumentContent): DocumentSummary {
    const id = draft.id ?? randomUUID()
    const values = { id, ...content, now: this.#now() }
    if (draft.id === undefined) {
      this.get(draft.spaceId)
      this.#storage.run(
        `INSERT INTO documents (id, space_id, title, text, hash, characters, tokens, created_at, updated_at)
         VALUES (:id, :spaceId, :title, :text, :hash, :characters, :tokens, :now, :now)`,
        { ...values, spaceId: draft.spaceId },
      )
    } else if (this.#summaryOf(id).hash !== content.hash) {
      this.#storage.run('UPDATE documents SET title = :title, text = :text, hash = :hash, characters = :characters, tokens = :tokens, updated_at = :now WHERE id = :id', values)
    }
    return this.#summaryOf(id)
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
