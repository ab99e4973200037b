import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import shipped from '../../../resources/caching.json' with { type: 'json' }
import { readCachingOverrides, type ReadCachingOverrides } from './read-caching-overrides.ts'
import type { CachingOverrides } from './resolve-caching-config.ts'

const fileName = 'caching.json'
const largestFile = 1_000_000

/**
 * The shipped configuration, validated when it is asked for. Throws when
 * the shipped file is malformed: that is a defect.
 */
export function loadShippedCaching(): CachingOverrides {
  const { overrides, problems } = readCachingOverrides(shipped, `resources/${fileName}`)
  if (problems.length > 0) throw new Error(problems.join(' '))
  return overrides
}

/**
 * The person's own `caching.json` in the data folder. Never throws: what
 * cannot be used is left out and told in `problems`.
 */
export function loadUserCaching(dataFolder: string): ReadCachingOverrides {
  const path = join(dataFolder, fileName)
  try {
    if (statSync(path).size > largestFile) return ignored('it is larger than 1 MB')
    return readCachingOverrides(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')), fileName)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { overrides: {}, problems: [] }
    return ignored(
      error instanceof SyntaxError
        ? `it is not valid JSON (${error.message})`
        : `it cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}

function ignored(reason: string): ReadCachingOverrides {
  return { overrides: {}, problems: [`${fileName}: the file was ignored, because ${reason}.`] }
}
