import { join } from 'node:path'
import shipped from '../../../resources/caching.json' with { type: 'json' }
import { readOwnJson } from '../../storage/read-own-json.ts'
import { readCachingOverrides, type ReadCachingOverrides } from './read-caching-overrides.ts'
import type { CachingOverrides } from './resolve-caching-config.ts'

const fileName = 'caching.json'

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
  const read = readOwnJson(join(dataFolder, fileName), fileName)
  if (read === undefined) return { overrides: {}, problems: [] }
  if ('value' in read) return readCachingOverrides(read.value, fileName)
  return { overrides: {}, problems: [`${fileName}: the file was ignored, because ${read.problem}.`] }
}
