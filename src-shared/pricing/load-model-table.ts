import models from '../../resources/models.json' with { type: 'json' }
import { decodeText } from '../decode-text.ts'
import { applyModelOverrides, type AppliedOverrides } from './apply-model-overrides.ts'
import { modelTableSchema, type ModelTable } from './price-table.ts'

const overrideFile = 'models.json'
const largestOverride = 1_000_000
const mostProblems = 20

/** The part of Node's file system that a person's own table is read with. */
export interface TableFiles {
  statSync(path: string): { readonly size: number; readonly mtime: Date; isFile(): boolean }
  readFileSync(path: string): Uint8Array
}

/** The shipped facts about models, validated. Throws a ZodError that names the place of a mistake in them. */
export function loadModelTable(): ModelTable {
  return modelTableSchema.parse(models)
}

/**
 * The shipped facts with the `models.json` of the data folder over them. Never throws for a mistake in that
 * file: what cannot be used is left out and told in `problems`.
 */
export function loadModelTableWithOverrides(dataFolder: string, files: TableFiles): AppliedOverrides {
  const shipped = loadModelTable()
  const read = readOverrides(ownModelsPath(dataFolder), files)
  if (read === undefined) return { table: shipped, problems: [] }
  if ('problem' in read) return { table: shipped, problems: [read.problem] }
  const { table, problems } = applyModelOverrides(shipped, read.overrides, {
    file: overrideFile,
    day: read.day,
  })
  return { table, problems: atMost(problems) }
}

/** The place of the file with a person's own models. */
export function ownModelsPath(dataFolder: string): string {
  return `${dataFolder}/${overrideFile}`
}

function readOverrides(
  path: string,
  files: TableFiles,
): { overrides: unknown; day: string } | { problem: string } | undefined {
  try {
    const stats = files.statSync(path)
    // Reading a pipe would wait for ever.
    if (!stats.isFile()) return { problem: ignored('cannot be read', 'It is no ordinary file.') }
    if (stats.size > largestOverride)
      return { problem: ignored('is larger than 1 MB', 'Keep only what you change.') }
    const decoded = decodeText(files.readFileSync(path))
    if ('problem' in decoded) return { problem: ignored('is not text in UTF-8', 'Save it as such.') }
    return { overrides: JSON.parse(decoded.text), day: stats.mtime.toISOString().slice(0, 10) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    const words = error instanceof Error ? error.message : String(error)
    return {
      problem: ignored(error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read', `(${words})`),
    }
  }
}

function ignored(reason: string, more: string): string {
  return `${overrideFile}: the file ${reason}, so it was ignored. ${more}`
}

function atMost(problems: readonly string[]): readonly string[] {
  if (problems.length <= mostProblems) return problems
  return [
    ...problems.slice(0, mostProblems),
    `${overrideFile}: and ${problems.length - mostProblems} more mistakes.`,
  ]
}
