import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import models from '../../../resources/models.json' with { type: 'json' }
import {
  cachingConfigSchema,
  cachingFields,
  type CachingOverride,
  type CachingLevel,
} from '../../../src-shared/caching-config.ts'
import { cacheTtls } from '../../../src-shared/run-event.ts'
import { describeCachingChoice } from './describe-caching-choice.ts'
import { loadShippedCaching, loadUserCaching } from './load-caching-config.ts'
import { readCachingOverrides } from './read-caching-overrides.ts'
import { builtInCaching, mergeCachingOverrides, resolveCachingConfig } from './resolve-caching-config.ts'

const model = 'gpt-5.1'

/** Each level says something else about the threshold, so that the winner shows. */
const levels: readonly [CachingLevel, CachingOverride][] = [
  ['run', { cache_threshold_tokens: 6 }],
  ['user-model', { cache_threshold_tokens: 5 }],
  ['user-default', { cache_threshold_tokens: 4 }],
  ['shipped-model', { cache_threshold_tokens: 3 }],
  ['shipped-default', { cache_threshold_tokens: 2 }],
]

function resolveWithout(missing: number): ReturnType<typeof resolveCachingConfig> {
  const at = (source: CachingLevel): CachingOverride =>
    levels.find(([name], index) => name === source && index >= missing)?.[1] ?? {}
  return resolveCachingConfig({
    model,
    runInput: at('run'),
    user: { [model]: at('user-model'), default: at('user-default') },
    shipped: { [model]: at('shipped-model'), default: at('shipped-default') },
  })
}

test.each(
  levels.map(([source, override], index) => [source, override.cache_threshold_tokens, index] as const),
)('when the levels above are silent, %s decides', (source, threshold, index) => {
  const { config, sources } = resolveWithout(index)
  expect(config.cache_threshold_tokens).toBe(threshold)
  expect(sources.cache_threshold_tokens).toBe(source)
  expect(sources.enabled).toBe('built-in')
})

test('when nobody says anything, the built-in configuration holds', () => {
  const { config, sources } = resolveWithout(levels.length)
  expect(config).toEqual(builtInCaching)
  expect(new Set(Object.values(sources))).toEqual(new Set(['built-in']))
})

test('levels are joined field by field: an entry that names one thing leaves the others alone', () => {
  const { config, sources } = resolveCachingConfig({
    model,
    runInput: { cache_user_prefix: undefined, cache_retention: '1h' },
    user: { [model]: { enabled: true }, default: { enabled: false, cache_user_prefix: false } },
    shipped: { default: { cache_system_message: false } },
  })
  expect(config).toEqual({
    ...builtInCaching,
    enabled: true,
    cache_user_prefix: false,
    cache_system_message: false,
    cache_retention: '1h',
  })
  expect(sources).toMatchObject({
    enabled: 'user-model',
    cache_user_prefix: 'user-default',
    cache_system_message: 'shipped-default',
    cache_retention: 'run',
  })
})

test('“default: off” of a person means every model, also one that ships with an entry', () => {
  expect(
    resolveCachingConfig({
      model,
      user: { default: { enabled: false } },
      shipped: { [model]: { enabled: true } },
    }).config.enabled,
  ).toBe(false)
})

test.each(['never-heard-of', 'gpt-5.1-2025-11-13', 'GPT-5.1', 'constructor', '__proto__', ''])(
  'an unknown model (%j) falls to `default`, never to a neighbour',
  (unknown) => {
    const { config, sources } = resolveCachingConfig({
      model: unknown,
      user: {},
      shipped: { [model]: { enabled: false }, default: { cache_threshold_tokens: 7 } },
    })
    expect(config).toEqual({ ...builtInCaching, cache_threshold_tokens: 7 })
    expect(sources.enabled).toBe('built-in')
  },
)

test('the shipped file is sound: every field of `default`, and entries for known models alone', () => {
  const shipped = loadShippedCaching()
  expect(cachingConfigSchema.parse(shipped.default)).toEqual(builtInCaching)
  const known = new Set([
    'default',
    ...Object.values(models).flatMap((provider) => provider.models.map(({ id }) => id)),
  ])
  expect(Object.keys(shipped).filter((id) => !known.has(id))).toEqual([])
})

test('the log line says what holds and why, on one line whatever the model is called', () => {
  const user = { default: { enabled: false } }
  expect(
    describeCachingChoice(
      resolveCachingConfig({
        model,
        runInput: { cache_retention: '24h' },
        user,
        shipped: loadShippedCaching(),
      }),
    ),
  ).toBe(
    'Prompt caching disabled for model "gpt-5.1": system=true, user_prefix=true, retention=24h, threshold=0, auto_detect=true (from user-default: enabled; shipped-default: cache_system_message cache_user_prefix cache_threshold_tokens auto_detect_cacheable; run: cache_retention)',
  )
  const plain = describeCachingChoice(
    resolveCachingConfig({ model: 'a\nb', user: {}, shipped: loadShippedCaching() }),
  )
  expect(plain).toMatch(/^Prompt caching enabled for model "a\\nb": .* \(from shipped-default\)$/)
})

test('a mistake in a person’s file costs its field alone and is named', () => {
  const { overrides, problems } = readCachingOverrides(
    {
      prompt_caching: {
        default: { enabled: 'no', cache_threshold_tokens: 100 },
        [model]: { cache_retention: '2h', cache_sytem_message: false, enabled: true },
        broken: 5,
      },
    },
    'caching.json',
  )
  expect(overrides).toEqual({
    default: { cache_threshold_tokens: 100 },
    [model]: { enabled: true },
    broken: {},
  })
  expect(problems).toEqual([
    'caching.json: default → enabled: it must be true or false. It was ignored.',
    'caching.json: gpt-5.1 → cache_retention: it must be "auto", "5m", "30m", "1h", "12h", "24h". It was ignored.',
    `caching.json: gpt-5.1 → cache_sytem_message: there is no such caching setting. There are: ${cachingFields.join(', ')}.`,
    'caching.json: broken: it must hold an object of caching settings. It was ignored.',
  ])
})

test.each([[null], [[]], [{}], ['text'], [{ prompt_caching: [] }], [{ promptCaching: {} }]])(
  'a file of another shape changes nothing and is told: %j',
  (content) => {
    const { overrides, problems } = readCachingOverrides(content, 'caching.json')
    expect(overrides).toEqual({})
    expect(problems).toHaveLength(1)
  },
)

test('thousands of mistakes are told in a few lines', () => {
  const entries = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`model-${index}`, 5] as const),
  )
  const { problems } = readCachingOverrides({ prompt_caching: entries }, 'caching.json')
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)).toContain('4980 more')
})

test('files are read as editors leave them; a missing one is silent; a broken one is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-caching-'))
  const file = join(folder, 'caching.json')
  expect(loadUserCaching(folder)).toEqual({ overrides: {}, problems: [] })
  writeFileSync(file, '\uFEFF{"prompt_caching": {"gpt-6": {"enabled": false}}}\r\n')
  expect(loadUserCaching(folder)).toEqual({ overrides: { 'gpt-6': { enabled: false } }, problems: [] })
  writeFileSync(file, '{"prompt_caching": {')
  expect(loadUserCaching(folder).problems.join()).toContain('not valid JSON')
  writeFileSync(file, JSON.stringify({ prompt_caching: { big: { note: 'x'.repeat(5_000_000) } } }))
  expect(loadUserCaching(folder).problems.join()).toContain('larger than 1 MB')
  rmSync(file)
  mkdirSync(file)
  expect(loadUserCaching(folder).problems.join()).toContain('cannot be read')
  rmSync(folder, { recursive: true })
})

test('two places of a person are joined field by field', () => {
  const merged = mergeCachingOverrides(
    { a: { enabled: true, cache_retention: undefined }, b: { enabled: false } },
    { a: { enabled: false, cache_retention: '1h' }, c: {} },
  )
  expect(merged).toEqual({ a: { enabled: true, cache_retention: '1h' }, b: { enabled: false }, c: {} })
})

const anyOverride: fc.Arbitrary<CachingOverride> = fc.record(
  {
    enabled: fc.boolean(),
    cache_system_message: fc.boolean(),
    cache_user_prefix: fc.boolean(),
    cache_retention: fc.constantFrom('auto' as const, ...cacheTtls),
    cache_threshold_tokens: fc.nat(10_000_000),
    auto_detect_cacheable: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('whatever is written where: the result is complete, valid, and each field comes from the level that is named', () => {
  const anyOverrides = fc.record({ [model]: anyOverride, default: anyOverride }, { requiredKeys: [] })
  fc.assert(
    fc.property(anyOverride, anyOverrides, anyOverrides, (runInput, user, shipped) => {
      const { config, sources } = resolveCachingConfig({ model, runInput, user, shipped })
      expect(cachingConfigSchema.parse(config)).toEqual(config)
      const said: Record<CachingLevel, CachingOverride | undefined> = {
        run: runInput,
        'user-model': user[model],
        'user-default': user.default,
        'shipped-model': shipped[model],
        'shipped-default': shipped.default,
        'built-in': builtInCaching,
      }
      for (const field of cachingFields) expect(said[sources[field]]?.[field]).toBe(config[field])
    }),
  )
})
