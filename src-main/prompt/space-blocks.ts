import type { TextBlock } from '../../src-shared/composed-prompt.ts'
import {
  findVolatileVariables,
  type FoundVariable,
  type TemplateVariable,
} from '../../src-shared/template-variables.ts'
import { compareCodeUnits } from './compare-code-units.ts'
import { textBlock } from './text-block.ts'
import { wrap } from './wrap.ts'

/**
 * A document as the composer needs it: normalised text and an estimate of its tokens. Never changed in place.
 */
export interface PromptDocument {
  readonly title: string
  readonly text: string
  readonly tokens: number
  /** How often its content changed; absent means never. */
  readonly edits?: number
}

/** A variable that stands in a document of the Space, where it is not filled in. */
export interface VariableInDocument extends FoundVariable {
  readonly document: string
}

/** The Space's part of a prefix: a block a document, those that change least first. */
export interface SpaceBlocks {
  readonly blocks: readonly TextBlock[]
  /** The documents in the same order. */
  readonly documents: readonly PromptDocument[]
  /** The first place of each variable in each document. */
  readonly variables: readonly VariableInDocument[]
}

interface ComposedDocument {
  /** What it was composed from: a document that was changed in place all the same is composed anew. */
  readonly source: PromptDocument
  readonly block: TextBlock
  readonly variables: readonly VariableInDocument[]
}

interface ComposedSpace {
  readonly sources: readonly PromptDocument[]
  readonly space: SpaceBlocks
}

/** Tokens of the tags around a document. */
const wrapperTokens = 16

// Both live as long as their key, which the caller keeps: a Space is composed once, an edit composes one
// document.
const composedDocuments = new WeakMap<PromptDocument, ComposedDocument>()
const composedSpaces = new WeakMap<readonly PromptDocument[], ComposedSpace>()

/**
 * Orders a Space's documents by how often they changed, then by title and text, and never by when or how they
 * were imported. A document that is edited only moves backwards, so that no byte before its old place
 * changes.
 */
export function spaceBlocks(documents: readonly PromptDocument[]): SpaceBlocks {
  const known = composedSpaces.get(documents)
  if (known !== undefined && areSame(known.sources, documents)) return known.space
  const ordered = [...documents].sort(byStability)
  const composed = ordered.map(composeDocument)
  const space = {
    documents: ordered,
    blocks: composed.map(({ block }) => block),
    variables: composed.flatMap(({ variables }) => variables),
  }
  composedSpaces.set(documents, { sources: documents.map((document) => ({ ...document })), space })
  return space
}

function composeDocument(document: PromptDocument): ComposedDocument {
  const known = composedDocuments.get(document)
  if (known !== undefined && isSame(known.source, document)) return known
  const attributes = ` title="${escapeAttribute(document.title)}"`
  const text = `${wrap('document', document.text, { attributes })}\n`
  const block = { ...textBlock('space', text, document.tokens + wrapperTokens), label: document.title }
  const composed = { source: { ...document }, block, variables: firstPlaces(document) }
  composedDocuments.set(document, composed)
  return composed
}

function firstPlaces({ title, text }: PromptDocument): VariableInDocument[] {
  const places = new Map<TemplateVariable, VariableInDocument>()
  for (const found of findVolatileVariables(text))
    if (!places.has(found.name)) places.set(found.name, { ...found, document: title })
  return [...places.values()]
}

function areSame(sources: readonly PromptDocument[], documents: readonly PromptDocument[]): boolean {
  return (
    sources.length === documents.length && sources.every((source, index) => isSame(source, documents[index]))
  )
}

/** Texts that are the same string are compared by address, so that this costs nothing on the way of a run. */
function isSame(source: PromptDocument, document: PromptDocument | undefined): boolean {
  return (
    source.text === document?.text &&
    source.title === document.title &&
    source.tokens === document.tokens &&
    source.edits === document.edits
  )
}

function byStability(one: PromptDocument, other: PromptDocument): number {
  return (
    (one.edits ?? 0) - (other.edits ?? 0) ||
    compareCodeUnits(one.title, other.title) ||
    compareCodeUnits(one.text, other.text)
  )
}

function escapeAttribute(value: string): string {
  return value
    .replaceAll(/[\r\n\u2028\u2029]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
}
