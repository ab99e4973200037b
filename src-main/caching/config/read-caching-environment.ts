import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { readSwitch } from './read-switch.ts'

/** What the surroundings say about caching; a variable that is not set, or empty, is absent. */
export interface CachingEnvironment {
  /** `USE_ANTHROPIC_CACHE`: the cache at Anthropic. */
  readonly anthropicCache?: boolean
  /** `USE_LOCAL_CACHE`: answers kept on this computer. */
  readonly localCache?: boolean
  /** `PROMPT_CACHE_DIR`: where such answers are kept, as written (it may be relative). */
  readonly promptCacheFolder?: string
  /** `CACHE_PREFIX`: put before every key, so that environments do not share entries. */
  readonly keyPrefix?: string
  /** `CLAUDE_MODEL`: the Anthropic model where none is chosen. */
  readonly claudeModel?: string
}

type Environment = Readonly<Record<string, string | undefined>>

const longestPrefix = 64

/**
 * Reads the caching variables. Throws RephloError `wrong_use` that
 * names the variable whose value is not possible.
 */
export function readCachingEnvironment(environment: Environment): CachingEnvironment {
  const read: CachingEnvironment = {
    anthropicCache: switchOf(environment, 'USE_ANTHROPIC_CACHE'),
    localCache: switchOf(environment, 'USE_LOCAL_CACHE'),
    promptCacheFolder: textOf(environment, 'PROMPT_CACHE_DIR'),
    keyPrefix: prefixOf(environment),
    claudeModel: textOf(environment, 'CLAUDE_MODEL'),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function switchOf(environment: Environment, name: string): boolean | undefined {
  const text = textOf(environment, name)
  if (text === undefined) return undefined
  const value = readSwitch(text)
  if (value === undefined)
    throw new RephloError(
      'wrong_use',
      `The environment variable ${name} is “${text.slice(0, 60)}”. Set it to true or false, or remove it.`,
    )
  return value
}

function prefixOf(environment: Environment): string | undefined {
  const prefix = textOf(environment, 'CACHE_PREFIX')
  if (prefix !== undefined && (prefix.length > longestPrefix || /\p{Cc}/u.test(prefix))) {
    throw new RephloError(
      'wrong_use',
      `The environment variable CACHE_PREFIX must be at most ${longestPrefix} characters on one line. ` +
        'Shorten or remove it.',
    )
  }
  return prefix
}

function textOf(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim()
  return text === '' ? undefined : text
}
