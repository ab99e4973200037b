import { z } from 'zod'
import {
  documentSummarySchema,
  spaceDocumentSchema,
  spaceSummarySchema,
  type SpaceDocument,
} from '../../src-shared/entities.ts'

/** A document as a prompt needs it: with its text and how often its content changed. */
export interface StoredDocument extends Readonly<SpaceDocument> {
  readonly edits: number
}

export const documentColumns =
  'id, space_id AS spaceId, title, characters, tokens, hash, updated_at AS updatedAt'

export const spaceSummaries = `SELECT spaces.id, spaces.name, spaces.cache_policy AS cachePolicy,
  count(documents.id) AS documentCount,
  coalesce(sum(documents.tokens), 0) AS tokens, max(spaces.updated_at,
    coalesce(max(documents.updated_at), 0)) AS updatedAt
  FROM spaces LEFT JOIN documents ON documents.space_id = spaces.id`

export const spaceRow = spaceSummarySchema
export const documentRow = documentSummarySchema
export const fullDocumentRow = spaceDocumentSchema
export const editedRow = documentSummarySchema.extend({ edits: z.number().int() })
export const storedRow = spaceDocumentSchema.extend({ edits: z.number().int() })
