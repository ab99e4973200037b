import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const shippedFolders = ['src-main', 'src-renderer', 'src-server', 'src-shared']
const sourceEndings = /\.(?:tsx?|css|html)$/
const testsAndFixtures = /\.test\.tsx?$|(?:^|\/)(?:__fixtures__|testing)\//

/** The files of a project by their paths from its root, with `/` on every system. */
export type SourceTree = ReadonlyMap<string, string>

/** The code that ships: everything below `src-*` but tests, what only they use, and recorded bytes. */
export function readShippedCode(projectFolder: string): SourceTree {
  const tree = new Map<string, string>()
  for (const folder of shippedFolders)
    for (const entry of readdirSync(join(projectFolder, folder), { recursive: true, withFileTypes: true })) {
      const path = relative(projectFolder, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (entry.isFile() && sourceEndings.test(path) && !testsAndFixtures.test(path))
        tree.set(path, readFileSync(join(projectFolder, path), 'utf8'))
    }
  return tree
}

/** The file of the tree that a relative import means; undefined for a package, a style or anything else outside it. */
export function resolveImport(tree: SourceTree, importer: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = join(dirname(importer), specifier.replace(/\?.*$/, '')).split(sep).join('/')
  return tree.has(path) && isTypeScript(path) ? path : undefined
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path)
}
