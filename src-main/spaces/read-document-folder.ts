import type { RejectedFile } from '../../src-shared/entities.ts'
import { relative } from 'node:path'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { readPlainFile } from '../storage/read-plain-file.ts'
import { decodeDocument, maximumDocumentBytes, oversize } from './decode-document.ts'
import { findDocuments } from './find-documents.ts'
import { titleOfFile } from './title-of-file.ts'

export interface ReadDocument {
  readonly title: string
  readonly text: string
}

export interface ReadFiles {
  readonly documents: readonly ReadDocument[]
  readonly rejected: readonly RejectedFile[]
}

/**
 * Reads every .txt and .md file below a folder, in a stable order; hidden files are passed over. Throws
 * `bad_input` when there is no such folder.
 */
export async function readDocumentFolder(folder: string, signal?: AbortSignal): Promise<ReadFiles> {
  const found = await findDocuments(folder, signal).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw new RephloError(
      'bad_input',
      `The folder “${folder}” cannot be read. Check that it exists and that you may open it.`,
      { cause },
    )
  })
  const read = await readDocumentFiles(found.paths, (path) => titleOfFile(relative(folder, path)), signal)
  const rejected = [...found.rejected, ...read.rejected]
  return { ...read, rejected: rejected.sort((one, other) => (one.name < other.name ? -1 : 1)) }
}

/**
 * Reads text files in a stable order; a file that cannot be used is reported beside the others, never
 * silently left out.
 */
export async function readDocumentFiles(
  paths: readonly string[],
  titleOf: (path: string) => string,
  signal?: AbortSignal,
): Promise<ReadFiles> {
  const documents: ReadDocument[] = []
  const rejected: RejectedFile[] = []
  for (const path of [...paths].sort()) {
    signal?.throwIfAborted()
    const title = titleOf(path)
    try {
      documents.push({ title, text: await readDocument(path, title) })
    } catch (error) {
      const reason = error instanceof RephloError ? error.message : `“${title}” cannot be read.`
      rejected.push({ name: title, reason })
    }
  }
  return { documents, rejected }
}

/** A file beyond the limit is refused by its size alone, before it fills the memory. */
async function readDocument(path: string, title: string): Promise<string> {
  const bytes = await readPlainFile(path, {
    name: title,
    mostBytes: maximumDocumentBytes,
    tooLarge: (size) => oversize(title, size),
  })
  return decodeDocument(title, bytes)
}
