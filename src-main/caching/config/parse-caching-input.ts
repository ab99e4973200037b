import { cacheTtls } from '../../../src-shared/run-event.ts'
import {
  cachingFields,
  cachingConfigSchema,
  type CachingConfig,
  type CachingOverride,
} from '../../../src-shared/caching-config.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { readSwitch } from './read-switch.ts'

type Field = keyof CachingConfig

/**
 * Reads `field=value` pairs of a command line, such as `enabled=false` or `cache_retention=1h`.
 * Throws RephloError `wrong_use` that names the pair and what is possible.
 */
export function parseCachingInput(pairs: readonly string[]): CachingOverride {
  const given = new Map<Field, unknown>()
  for (const pair of pairs) {
    const [field, value] = splitPair(pair)
    if (given.has(field))
      throw new RephloError('wrong_use', `“${field}” is given twice for caching. Give it once.`)
    given.set(field, parseValue(field, value))
  }
  return cachingConfigSchema.partial().parse(Object.fromEntries(given))
}

function splitPair(pair: string): [Field, string] {
  const at = pair.indexOf('=')
  if (at < 1)
    throw new RephloError(
      'wrong_use',
      `“${pair}” is not a caching setting. Write field=value, ` +
        'for example enabled=false or cache_retention=1h.',
    )
  const name = pair.slice(0, at).trim()
  const field = cachingFields.find((known) => known === name)
  if (field === undefined)
    throw new RephloError(
      'wrong_use',
      `There is no caching setting “${name}”. There are: ${cachingFields.join(', ')}.`,
    )
  return [field, pair.slice(at + 1).trim()]
}

function parseValue(field: Field, text: string): unknown {
  const [value, possible] = readValue(field, text)
  if (!cachingConfigSchema.shape[field].safeParse(value).success) {
    throw new RephloError('wrong_use', `“${text}” is not possible for ${field}. Use ${possible}.`)
  }
  return value
}

function readValue(field: Field, text: string): [value: unknown, possible: string] {
  switch (field) {
    case 'cache_retention':
      return [text.toLowerCase(), `auto, ${cacheTtls.join(', ')}`]
    case 'cache_threshold_tokens':
      return [
        /^\d{1,9}$/.test(text) ? Number(text) : undefined,
        'a whole number of tokens from 0 to 10,000,000',
      ]
    case 'enabled':
    case 'cache_system_message':
    case 'cache_user_prefix':
    case 'auto_detect_cacheable':
      return [readSwitch(text), 'true or false']
  }
}
