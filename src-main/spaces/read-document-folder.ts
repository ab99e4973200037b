import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { RejectedFile } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { decodeDocument, refuseOversize } from './decode-document.ts'

const documentExtensions = ['.txt', '.md', '.markdown']

export interface ReadDocument {
  readonly title: string
  readonly text: string
}

export interface ReadFiles {
  readonly documents: readonly ReadDocument[]
  readonly rejected: readonly RejectedFile[]
}

/** Reads every .txt and .md file below a folder, in a stable order; hidden files are passed over. Throws `bad_input` when there is no such folder. */
export async function readDocumentFolder(folder: string, signal?: AbortSignal): Promise<ReadFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new RephloError(
      'bad_input',
      `The folder “${folder}” cannot be read. Check that it exists and that you may open it.`,
      { cause },
    )
  })
  const paths = entries
    .filter(
      (entry) =>
        (entry.isFile() || entry.isSymbolicLink()) &&
        documentExtensions.includes(extname(entry.name).toLowerCase()),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
  return readDocumentFiles(paths, (path) => titleOfFile(relative(folder, path)), signal)
}

/** The title that a file gives its document, the same for an import and for a folder: its path without the ending, in NFC. */
export function titleOfFile(path: string): string {
  return path
    .slice(0, path.length - extname(path).length)
    .split(sep)
    .join('/')
    .normalize('NFC')
}

/** Reads text files in a stable order; a file that cannot be used is reported beside the others, never silently left out. */
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
      const reason =
        error instanceof RephloError
          ? error.message
          : `“${title}” cannot be read. Check that the file is still there and that you may open it.`
      rejected.push({ name: title, reason })
    }
  }
  return { documents, rejected }
}

async function readDocument(path: string, title: string): Promise<string> {
  // A file beyond the limit is refused by its size alone, before it fills the memory.
  refuseOversize(title, (await stat(path)).size)
  return decodeDocument(title, await readFile(path))
}
