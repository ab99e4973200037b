import { createHash } from 'node:crypto'
import { z } from 'zod'

/** By title: the SHA-256 of the text that was seen last, and how often it was another one. */
export const stabilitySchema = z.record(
  z.string(),
  z.object({ hash: z.string(), edits: z.number().int().nonnegative() }),
)
export type Stability = Readonly<z.infer<typeof stabilitySchema>>

interface Titled {
  readonly title: string
  readonly text: string
}

/** Titles that are absent are remembered up to this many, so that a file that comes back keeps its place. */
const rememberedAbsent = 1_000

/**
 * Counts changes of documents that no database keeps, such as those of a folder: given what was seen before
 * (`{}` at first), returns each document with its number of changes, and what to hand in next time. A
 * document that joins others later counts as changed once, so that it goes behind what may be cached already;
 * a renamed one keeps its count. Pure; documents that share a title count as one.
 */
export function withStability<Document extends Titled>(
  documents: readonly Document[],
  previous: Stability,
): { readonly documents: (Document & { readonly edits: number })[]; readonly next: Stability } {
  const known = new Map(Object.entries(previous))
  const isFirstSight = known.size === 0
  const hashes = hashesByTitle(documents)
  const gone = new Map(
    [...known]
      .filter(([title]) => !hashes.has(title))
      .map(([title, { hash, edits }]) => [hash, { title, edits }]),
  )
  const present = new Map(
    [...hashes].map(([title, hash]) => {
      const before = known.get(title)
      if (before !== undefined)
        return [title, { hash, edits: before.hash === hash ? before.edits : before.edits + 1 }]
      const renamed = gone.get(hash)
      gone.delete(hash)
      known.delete(renamed?.title ?? title)
      return [title, { hash, edits: renamed?.edits ?? (isFirstSight ? 0 : 1) }]
    }),
  )
  const absent = [...known].filter(([title]) => !present.has(title)).slice(-rememberedAbsent)
  return {
    documents: documents.map((document) => ({ ...document, edits: present.get(document.title)?.edits ?? 0 })),
    next: Object.fromEntries([...absent, ...present]),
  }
}

function hashesByTitle(documents: readonly Titled[]): Map<string, string> {
  const hashes = new Map<string, string[]>()
  for (const { title, text } of documents) hashes.set(title, [...(hashes.get(title) ?? []), sha256(text)])
  return new Map(
    [...hashes].map(([title, [first = '', ...others]]) => [
      title,
      others.length === 0 ? first : sha256([first, ...others].sort().join('\n')),
    ]),
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
