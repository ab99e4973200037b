import {
  cachingFields,
  type CachingConfig,
  type CachingLevel,
  type CachingOverride,
} from '../../../src-shared/caching-config.ts'

/** Parts of a configuration by exact model id; `default` is for every model that has no entry. */
export type CachingOverrides = Readonly<Record<string, CachingOverride>>

export interface ResolvedCachingConfig {
  readonly model: string
  readonly config: CachingConfig
  readonly sources: Readonly<Record<keyof CachingConfig, CachingLevel>>
}

/** What holds where no level says anything: cache, and let the planner decide. */
export const builtInCaching: CachingConfig = {
  enabled: true,
  cache_system_message: true,
  cache_user_prefix: true,
  cache_retention: 'auto',
  cache_threshold_tokens: 0,
  auto_detect_cacheable: true,
}

/**
 * How prompts to one model are cached, field by field: run input > the person's entry of the model > the
 * person's `default` > shipped entry of the model > shipped `default` > built-in. The person's `default`
 * stands above a shipped entry: whoever writes "default: off" means every model, whatever Rephlo ships for
 * some of them. An unknown model falls to `default`.
 */
export function resolveCachingConfig(input: {
  readonly model: string
  readonly runInput?: CachingOverride
  readonly user: CachingOverrides
  readonly shipped: CachingOverrides
}): ResolvedCachingConfig {
  const { model, runInput = {}, user, shipped } = input
  const levels: readonly (readonly [CachingLevel, CachingOverride])[] = [
    ['shipped-default', entryOf(shipped, 'default')],
    ['shipped-model', entryOf(shipped, model)],
    ['user-default', entryOf(user, 'default')],
    ['user-model', entryOf(user, model)],
    ['run', runInput],
  ]
  let config = builtInCaching
  let sources = sourcesOf(builtInCaching, 'built-in')
  for (const [source, override] of levels) {
    const named = namedFields(override)
    config = { ...config, ...named }
    sources = { ...sources, ...sourcesOf(named, source) }
  }
  return { model, config, sources }
}

function sourcesOf<Fields extends object>(
  fields: Fields,
  source: CachingLevel,
): Record<keyof Fields, CachingLevel>
function sourcesOf(fields: object, source: CachingLevel): Record<string, CachingLevel> {
  return Object.fromEntries(Object.keys(fields).map((field) => [field, source]))
}

/**
 * The fields of `over` where it names them, else those of `under`: for two places that a person may write to.
 */
export function mergeCachingOverrides(over: CachingOverrides, under: CachingOverrides): CachingOverrides {
  const models = new Set([...Object.keys(under), ...Object.keys(over)])
  return Object.fromEntries(
    [...models].map((model) => [
      model,
      { ...namedFields(entryOf(under, model)), ...namedFields(entryOf(over, model)) },
    ]),
  )
}

/** Own entries alone: a model called `constructor` has no configuration. */
function entryOf(overrides: CachingOverrides, model: string): CachingOverride {
  return Object.hasOwn(overrides, model) ? (overrides[model] ?? {}) : {}
}

function namedFields(override: CachingOverride): CachingOverride {
  const named = { ...override }
  for (const field of cachingFields) if (named[field] === undefined) Reflect.deleteProperty(named, field)
  return named
}
