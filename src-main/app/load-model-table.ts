import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import models from '../../resources/models.json' with { type: 'json' }
import { applyModelOverrides, type AppliedOverrides } from '../../src-shared/pricing/apply-model-overrides.ts'
import { modelTableSchema, type ModelTable } from '../../src-shared/pricing/price-table.ts'

const overrideFile = 'models.json'
const largestOverride = 1_000_000
const mostProblems = 20

/**
 * The shipped facts about models, validated. Throws a ZodError that
 * names the place when the data file is malformed.
 */
export function loadModelTable(): ModelTable {
  return modelTableSchema.parse(models)
}

/**
 * The shipped facts with the person's own `models.json` from the data folder over them. Never throws for a
 * mistake in that file: what cannot be used is left out and told in `problems`.
 */
export function loadModelTableWithOverrides(dataFolder: string): AppliedOverrides {
  const shipped = loadModelTable()
  const read = readOverrides(join(dataFolder, overrideFile))
  if (read === undefined) return { table: shipped, problems: [] }
  if ('problem' in read) return { table: shipped, problems: [read.problem] }
  const { table, problems } = applyModelOverrides(shipped, read.overrides, {
    file: overrideFile,
    day: read.day,
  })
  return { table, problems: atMost(problems) }
}

/** Whether the person has a file of their own. */
export function hasOwnModels(dataFolder: string): boolean {
  return existsSync(join(dataFolder, overrideFile))
}

function readOverrides(path: string): { overrides: unknown; day: string } | { problem: string } | undefined {
  try {
    const { size, mtime } = statSync(path)
    if (size > largestOverride)
      return {
        problem: `${overrideFile}: the file is larger than 1 MB, so it was ignored. Keep only the models that you want to change.`,
      }
    return {
      overrides: JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')),
      day: mtime.toISOString().slice(0, 10),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    const reason = error instanceof SyntaxError ? 'it is not valid JSON' : 'it cannot be read'
    return {
      problem: `${overrideFile}: the file was ignored, because ${reason} (${error instanceof Error ? error.message : String(error)}).`,
    }
  }
}

function atMost(problems: readonly string[]): readonly string[] {
  if (problems.length <= mostProblems) return problems
  return [
    ...problems.slice(0, mostProblems),
    `${overrideFile}: and ${problems.length - mostProblems} more mistakes.`,
  ]
}
