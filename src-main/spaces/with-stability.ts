import { createHash } from 'node:crypto'
import { z } from 'zod'

/** By title: the SHA-256 of the text that was seen last, and how often it was another one. */
export const stabilitySchema = z.record(z.string(), z.object({ hash: z.string(), edits: z.number().int().nonnegative() }))
export type Stability = Readonly<z.infer<typeof stabilitySchema>>

interface Titled {
  readonly title: string
  readonly text: string
}

/** Titles that are absent are remembered up to this many, so that a file that comes back keeps its place. */
const rememberedAbsent = 1_000

/**
 * Counts changes of documents that no database keeps, such as those of a folder: given what was seen before (`{}` at first),
 * returns each document with its number of changes, and what to hand in next time. Pure; documents that share a title count
 * as one.
 */
export function withStability<Document extends Titled>(documents: readonly Document[], previous: Stability): { readonly documents: (Document & { readonly edits: number })[]; readonly next: Stability } {
  const known = new Map(Object.entries(previous))
  const present = new Map([...hashesByTitle(documents)].map(([title, hash]) => {
    const before = known.get(title)
    const edits = before === undefined ? 0 : before.hash === hash ? before.edits : before.edits + 1
    return [title, { hash, edits }]
  }))
  const absent = [...known].filter(([title]) => !present.has(title)).slice(-rememberedAbsent)
  return {
    documents: documents.map((document) => ({ ...document, edits: present.get(document.title)?.edits ?? 0 })),
    next: Object.fromEntries([...absent, ...present]),
  }
}

function hashesByTitle(documents: readonly Titled[]): Map<string, string> {
  const hashes = new Map<string, string[]>()
  for (const { title, text } of documents) hashes.set(title, [...(hashes.get(title) ?? []), sha256(text)])
  return new Map([...hashes].map(([title, [first = '', ...others]]) => [title, others.length === 0 ? first : sha256([first, ...others].sort().join('\n'))]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
