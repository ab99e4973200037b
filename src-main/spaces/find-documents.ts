import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { RejectedFile } from '../../src-shared/entities.ts'
import { titleOfFile } from './title-of-file.ts'

/**
 * The paths of documents below a folder, and what was passed over although a person would look for it among
 * them.
 */
export interface FoundDocuments {
  readonly paths: readonly string[]
  readonly rejected: readonly RejectedFile[]
}

interface Folder {
  readonly path: string
  /** Its own real path and those of the folders above it: a link to one of them leads in a circle. */
  readonly real: readonly string[]
}

const documentExtensions = ['.txt', '.md', '.markdown']
/** Links may show one folder under many names; beyond this many entries the search ends and says so. */
const mostEntries = 50_000
/** A character that stands for bytes that are none. */
const replacement = '\uFFFD'

/**
 * Finds every .txt and .md file below a folder; hidden files are passed over. Links are followed as long as
 * they stay inside the folder: those that leave it, lead nowhere or in a circle are told by name. Throws what
 * reading the folder itself throws.
 */
export async function findDocuments(root: string, signal?: AbortSignal): Promise<FoundDocuments> {
  const search = new DocumentSearch(root, await realpath(root))
  await search.run(signal)
  return search
}

class DocumentSearch implements FoundDocuments {
  readonly paths: string[] = []
  readonly rejected: RejectedFile[] = []
  readonly #root: string
  readonly #realRoot: string
  readonly #folders: Folder[]
  #entries = 0

  constructor(root: string, realRoot: string) {
    this.#root = root
    this.#realRoot = realRoot
    this.#folders = [{ path: root, real: [realRoot] }]
  }

  async run(signal: AbortSignal | undefined): Promise<void> {
    for (let folder = this.#folders.shift(); folder !== undefined; folder = this.#folders.shift()) {
      signal?.throwIfAborted()
      for (const entry of await this.#read(folder)) {
        this.#entries += 1
        if (this.#entries > mostEntries) {
          this.#tellTooMany()
          return
        }
        if (!entry.name.startsWith('.')) await this.#look(folder, entry)
      }
    }
  }

  async #read({ path }: Folder): Promise<Dirent[]> {
    try {
      const entries = await readdir(path, { withFileTypes: true })
      return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
    } catch (error) {
      if (path === this.#root) throw error
      this.#reject(path, 'is a folder that cannot be read. Check that you may open it.')
      return []
    }
  }

  async #look(folder: Folder, entry: Dirent): Promise<void> {
    const path = join(folder.path, entry.name)
    const isDocument = hasDocumentName(path)
    if (entry.isSymbolicLink()) await this.#follow(folder, path)
    else if (entry.name.includes(replacement) && (isDocument || entry.isDirectory()) && !(await exists(path)))
      this.#reject(path, 'has a name that is not valid Unicode. Rename it.')
    else if (entry.isDirectory())
      this.#folders.push({ path, real: [...folder.real, join(folder.real.at(-1) ?? '', entry.name)] })
    else if (isDocument) this.paths.push(path)
  }

  /** Where a link with another kind of name leads does not matter, unless it is a folder. */
  async #follow(folder: Folder, path: string): Promise<void> {
    const isDocument = hasDocumentName(path)
    try {
      const target = await realpath(path)
      const isFolder = (await stat(target)).isDirectory()
      if (!isDocument && !isFolder) return
      if (!this.#isInside(target))
        this.#reject(
          path,
          'is a link that leads out of the folder. Put a copy of its target into the folder.',
        )
      else if (!isFolder) this.paths.push(path)
      else if (folder.real.includes(target)) this.#reject(path, 'is a link that leads in a circle.')
      else this.#folders.push({ path, real: [...folder.real, target] })
    } catch (error) {
      if (isDocument || extname(path) === '') this.#reject(path, linkProblem(error))
    }
  }

  #isInside(target: string): boolean {
    const root = this.#realRoot.endsWith(sep) ? this.#realRoot : this.#realRoot + sep
    return target === this.#realRoot || target.startsWith(root)
  }

  #reject(path: string, reason: string): void {
    const name = titleOfFile(relative(this.#root, path))
    this.rejected.push({ name, reason: `“${name}” ${reason}` })
  }

  #tellTooMany(): void {
    const reason =
      `The folder holds more than ${mostEntries} entries. ` + 'Choose a smaller one; the rest was not read.'
    this.rejected.push({ name: '…', reason })
  }
}

function hasDocumentName(path: string): boolean {
  return documentExtensions.includes(extname(path).toLowerCase())
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

function linkProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ELOOP') return 'is a link that leads in a circle.'
  if (code === 'ENOENT') return 'is a link that leads nowhere.'
  return 'is a link that cannot be followed. Check that you may open its target.'
}
