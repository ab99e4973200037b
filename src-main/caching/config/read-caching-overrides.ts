import {
  cachingConfigSchema,
  cachingFields,
  type CachingOverride,
} from '../../../src-shared/caching-config.ts'
import { cacheTtls } from '../../../src-shared/run-event.ts'
import type { CachingOverrides } from './resolve-caching-config.ts'

export interface ReadCachingOverrides {
  readonly overrides: CachingOverrides
  /** What was ignored and why, in sentences for people: file, model and field. */
  readonly problems: readonly string[]
}

const mostProblems = 20

const possible: Readonly<Record<keyof CachingOverride, string>> = {
  enabled: 'true or false',
  cache_system_message: 'true or false',
  cache_user_prefix: 'true or false',
  cache_retention: ['auto', ...cacheTtls].map((value) => `"${value}"`).join(', '),
  cache_threshold_tokens: 'a whole number of tokens from 0 to 10,000,000',
  auto_detect_cacheable: 'true or false',
}

/**
 * Reads `{"prompt_caching": {"default": {…}, "<model id>": {…}}}`. A mistake
 * costs its field alone; everything else counts.
 */
export function readCachingOverrides(content: unknown, file: string): ReadCachingOverrides {
  const entries =
    isRecord(content) && Object.hasOwn(content, 'prompt_caching') ? content.prompt_caching : undefined
  if (!isRecord(entries))
    return {
      overrides: {},
      problems: [
        `${file}: it must hold {"prompt_caching": {"default": {…}, "<model>": {…}}}. The file was ignored.`,
      ],
    }
  const problems: string[] = []
  const overrides = Object.entries(entries).map(
    ([model, entry]) => [model, readEntry(entry, `${file}: ${shorten(model)}`, problems)] as const,
  )
  const more = problems.length - mostProblems
  return {
    overrides: Object.fromEntries(overrides),
    problems:
      more > 0 ? [...problems.slice(0, mostProblems), `${file}: and ${more} more mistakes.`] : problems,
  }
}

function readEntry(entry: unknown, place: string, problems: string[]): CachingOverride {
  if (!isRecord(entry)) {
    problems.push(`${place}: it must hold an object of caching settings. It was ignored.`)
    return {}
  }
  const kept: [string, unknown][] = []
  for (const [name, value] of Object.entries(entry)) {
    const field = cachingFields.find((known) => known === name)
    if (field === undefined)
      problems.push(
        `${place} → ${shorten(name)}: there is no such caching setting. There are: ` +
          `${cachingFields.join(', ')}.`,
      )
    else if (!cachingConfigSchema.shape[field].safeParse(value).success)
      problems.push(`${place} → ${field}: it must be ${possible[field]}. It was ignored.`)
    else kept.push([field, value])
  }
  return cachingConfigSchema.partial().parse(Object.fromEntries(kept))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
