import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CachingConfig } from '../../src-shared/caching-config.ts'
import type { ComposedPrompt, TextBlock } from '../../src-shared/composed-prompt.ts'
import type { ModelCaching } from '../../src-shared/pricing/price-table.ts'
import { cacheTtls } from '../../src-shared/run-event.ts'
import { planCache, summarisePlan, type CacheChoice, type PlanInput } from './plan-cache.ts'

const block = (segment: TextBlock['segment'], tokens: number): TextBlock => ({
  segment,
  tokens,
  text: 'x',
  hash: `${segment}${tokens}`,
})
const prompt = (system: number, ...documents: number[]): ComposedPrompt => ({
  prefix: [block('system', system), ...documents.map((tokens) => block('space', tokens))],
  dynamic: block('dynamic', 50),
  breakpoints: [...new Set([0, Math.floor(documents.length / 2), documents.length])],
})
const config: CachingConfig = {
  enabled: true,
  cache_system_message: true,
  cache_user_prefix: true,
  cache_retention: 'auto',
  cache_threshold_tokens: 0,
  auto_detect_cacheable: true,
}
const anthropic: ModelCaching = {
  control: 'breakpoints',
  lifetimes: ['5m', '1h'],
  explicit: false,
  prewarm: true,
}
const write = { kind: 'write', ttl: '5m', tokens: Infinity, reason: 'It pays.' } as const
const input = (change: Partial<PlanInput> = {}): PlanInput => ({
  prompt: prompt(600, 400, 400),
  caching: anthropic,
  minimumTokens: 512,
  config,
  policy: 'auto',
  warm: undefined,
  choose: () => write,
  ...change,
})
const plan = (change: Partial<PlanInput>) => planCache(input(change))

test('a prefix below the minimum gets no mark, whatever the planner would choose, and the reason says so', () => {
  const { mode, marks, reason } = plan({ prompt: prompt(200, 100) })
  expect({ mode, marks }).toEqual({ mode: 'none', marks: [] })
  expect(reason).toContain('below the 512 tokens')
})

test('an unknown minimum is taken as the largest known one', () => {
  expect(plan({ prompt: prompt(200, 3_000), minimumTokens: undefined }).marks).toEqual([])
  expect(plan({ prompt: prompt(200, 4_000), minimumTokens: undefined }).marks).toHaveLength(1)
})

test('only what the planner chose is asked for', () => {
  expect(plan({}).marks.map(({ ttl }) => ttl)).toEqual(['5m', '5m', '5m'])
  expect(plan({ choose: () => ({ kind: 'none', reason: 'Rare.' }) })).toEqual({
    mode: 'none',
    marks: [],
    reason: 'Rare.',
  })
})

test('reading sets marks where it is warm, and none behind it, so that nothing is written', () => {
  const warm = { tokens: 1_000, ttl: '1h', expiresAt: 1 } as const
  const read = plan({ warm, choose: () => ({ kind: 'read', reason: 'Warm.' }) })
  expect(read.marks).toEqual([
    { blockIndex: 0, ttl: '1h' },
    { blockIndex: 1, ttl: '1h' },
  ])
})

test('what is warm for an hour keeps its hour before a tail of five minutes', () => {
  const mixed = plan({ warm: { tokens: 1_000, ttl: '1h', expiresAt: 1 } })
  expect(mixed.marks.map(({ ttl }) => ttl)).toEqual(['1h', '1h', '5m'])
})

test('configuration comes before the planner', () => {
  expect(plan({ config: { ...config, enabled: false } }).mode).toBe('none')
  expect(plan({ policy: 'off' }).mode).toBe('none')
  expect(plan({ policy: '1h', choose: () => ({ kind: 'none', reason: '' }) }).ttl).toBe('1h')
  expect(plan({ policy: '12h' }).ttl).toBe('1h')
  expect(
    plan({
      config: { ...config, cache_retention: '1h', auto_detect_cacheable: false },
      choose: () => ({ kind: 'none', reason: '' }),
    }).ttl,
  ).toBe('1h')
  expect(plan({ config: { ...config, cache_threshold_tokens: 5_000 } })).toMatchObject({
    mode: 'none',
    reason: expect.stringContaining('that you set') as unknown,
  })
  expect(
    summarisePlan(plan({ config: { ...config, cache_system_message: false } }), prompt(600, 400, 400)).marks,
  ).toEqual(['space', 'space'])
  expect(
    summarisePlan(plan({ config: { ...config, cache_user_prefix: false } }), prompt(600, 400, 400)).marks,
  ).toEqual(['system'])
})

test('the planner is asked about the lifetimes that the configuration leaves', () => {
  const asked: unknown[] = []
  const choose = (question: { lifetimes: readonly string[] }): CacheChoice => (
    asked.push(question.lifetimes),
    write
  )
  plan({ choose })
  plan({ choose, config: { ...config, cache_retention: '1h' } })
  expect(asked).toEqual([['5m', '1h'], ['1h']])
})

test('a provider that cannot cache gets no markers and no error', () => {
  expect(plan({ caching: { control: 'none', lifetimes: [], explicit: false, prewarm: false } }).mode).toBe(
    'none',
  )
})

test('a vendor that caches by itself is asked for its longest retention alone', () => {
  const caching: ModelCaching = { control: 'automatic', lifetimes: ['24h'], explicit: false, prewarm: false }
  expect(plan({ caching })).toMatchObject({ mode: 'automatic', marks: [], ttl: '24h' })
})

test('a cache object is made only when the planner chooses it, and never holds a conversation', () => {
  const caching: ModelCaching = {
    control: 'automatic',
    lifetimes: ['5m', '1h'],
    explicit: true,
    prewarm: false,
  }
  const talk: ComposedPrompt = {
    ...prompt(600, 400),
    prefix: [
      ...prompt(600, 400).prefix,
      { segment: 'conversation', role: 'user', text: 'x', hash: 'x', tokens: 900 },
    ],
    breakpoints: [1, 2],
  }
  expect(plan({ caching, choose: () => ({ kind: 'none', reason: 'Storage costs more.' }) }).mode).toBe(
    'automatic',
  )
  expect(plan({ caching, prompt: talk })).toMatchObject({ mode: 'explicit', marks: [{ blockIndex: 1 }] })
})

test('no plan breaks a vendor’s rules: at most four marks, in order, above the minimum, long before short', () => {
  const choices = fc.constantFrom<CacheChoice>(
    { kind: 'none', reason: '' },
    { kind: 'read', reason: '' },
    write,
    { kind: 'write', ttl: '1h', tokens: 900, reason: '' },
  )
  const warmth = fc.option(
    fc.record({
      tokens: fc.nat(6_000),
      ttl: fc.constantFrom('5m' as const, '1h' as const),
      expiresAt: fc.nat(),
    }),
    { nil: undefined },
  )
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 12 }),
      fc.nat(2_000),
      warmth,
      choices,
      fc.constantFrom('auto' as const, 'off' as const, ...cacheTtls),
      (documents, system, warm, choice, policy) => {
        const composed = prompt(system, ...documents)
        const { marks } = plan({ prompt: composed, warm, choose: () => choice, policy })
        const sums = composed.prefix.map((_, index) =>
          composed.prefix.slice(0, index + 1).reduce((sum, { tokens }) => sum + tokens, 0),
        )
        expect(marks.length).toBeLessThanOrEqual(4)
        expect(marks.map(({ blockIndex }) => blockIndex)).toEqual(
          marks.map(({ blockIndex }) => blockIndex).toSorted((one, other) => one - other),
        )
        for (const { blockIndex, ttl } of marks) {
          expect(sums[blockIndex]).toBeGreaterThanOrEqual(512)
          expect(['5m', '1h']).toContain(ttl)
        }
        const ttls = marks.map(({ ttl }) => ttl)
        expect(ttls).toEqual([...ttls.filter((ttl) => ttl === '1h'), ...ttls.filter((ttl) => ttl !== '1h')])
      },
    ),
  )
})
