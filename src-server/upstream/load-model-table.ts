import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import models from '../../resources/models.json' with { type: 'json' }
import { applyModelOverrides, type AppliedOverrides } from '../../src-shared/pricing/apply-model-overrides.ts'
import { modelTableSchema } from '../../src-shared/pricing/price-table.ts'

const overrideFile = 'models.json'
const largestOverride = 1_000_000

/**
 * The shipped facts about models with the operator's own `models.json` from the data folder over them, read once at start.
 * What cannot be used of that file is left out and told in `problems`. Throws a ZodError when the shipped data are malformed.
 */
export function loadModelTable(dataFolder: string): AppliedOverrides {
  const shipped = modelTableSchema.parse(models)
  const read = readOverrides(join(dataFolder, overrideFile))
  if (read === undefined) return { table: shipped, problems: [] }
  if ('problem' in read) return { table: shipped, problems: [read.problem] }
  return applyModelOverrides(shipped, read.overrides, { file: overrideFile, day: read.day })
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
