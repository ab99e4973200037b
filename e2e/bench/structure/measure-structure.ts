import type { Wall } from '../../../scripts/walls.mjs'
import { findCircles } from './find-circles.ts'
import { readSource, type ReadSource } from './read-source.ts'
import { isTypeScript, resolveImport, type SourceTree } from './source-tree.ts'

export const most = { linesOfFile: 300, linesOfFunction: 50, charactersOfLine: 110 } as const

/** What stands in the way of a reader, each with its place. */
export interface Structure {
  /** Files that import each other in a circle, for values or for types. */
  readonly circles: readonly string[]
  /** Imports that a wall forbids: against the direction of the rooms, or beside it. */
  readonly upwardArrows: readonly string[]
  readonly filesOver300: readonly string[]
  readonly functionsOver50: readonly string[]
  readonly linesOver110: readonly string[]
  /** Its characters, at any length. */
  readonly longestLine: number
}

/** Measures a tree of sources by itself: nothing is run or resolved outside it. */
export function measureStructure(tree: SourceTree, walls: readonly Wall[]): Structure {
  const sources = new Map<string, ReadSource>()
  for (const [path, text] of tree) if (isTypeScript(path)) sources.set(path, readSource(path, text))
  const graph = new Map(
    Array.from(sources, ([path, { specifiers }]) => [
      path,
      specifiers.flatMap((specifier) => resolveImport(tree, path, specifier) ?? []),
    ]),
  )
  const lines = Array.from(tree, ([path, text]) => ({ path, lines: text.replace(/\n$/, '').split('\n') }))
  return {
    circles: findCircles(graph).map((members) => members.toSorted().join(' <-> ')),
    upwardArrows: Array.from(graph, ([importer, imported]) =>
      imported.filter((path) => isForbidden(importer, path, walls)).map((path) => `${importer} -> ${path}`),
    ).flat(),
    filesOver300: lines
      .filter((file) => file.lines.length > most.linesOfFile)
      .map((file) => `${file.path}: ${file.lines.length} lines`),
    functionsOver50: Array.from(sources, ([path, { functions }]) =>
      functions
        .filter((measured) => measured.lines > most.linesOfFunction)
        .map((measured) => `${path}:${measured.line}: ${measured.name}, ${measured.lines} lines`),
    ).flat(),
    linesOver110: lines.flatMap((file) =>
      file.lines.flatMap((line, index) =>
        line.length > most.charactersOfLine ? [`${file.path}:${index + 1}: ${line.length} characters`] : [],
      ),
    ),
    longestLine: lines.reduce(
      (longest, file) => file.lines.reduce((length, line) => Math.max(length, line.length), longest),
      0,
    ),
  }
}

function isForbidden(importer: string, imported: string, walls: readonly Wall[]): boolean {
  return walls.some(
    ({ target, from, except = [] }) =>
      [target].flat().some((folder) => lies(importer, folder)) &&
      [from]
        .flat()
        .some(
          (folder) => lies(imported, folder) && !except.some((open) => lies(imported, `${folder}/${open}`)),
        ),
  )
}

/** Whether a path is, or lies below, a path of a wall. */
function lies(path: string, place: string): boolean {
  const folder = place.replaceAll('./', '')
  return path === folder || path.startsWith(`${folder}/`)
}
