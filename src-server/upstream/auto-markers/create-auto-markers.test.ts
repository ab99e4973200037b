import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { lifetimes } from '../../../src-shared/planner/cache-option.ts'
import { costOfUsage } from '../../../src-shared/pricing/cost-of-usage.ts'
import type { Model, Price } from '../../../src-shared/pricing/price-table.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { createAutoMarkers, type AutoMarkers, type MarkedCall } from './create-auto-markers.ts'

const price: Price = {
  effectiveFrom: '2026-01-01',
  input: 1_000,
  cacheRead: 100,
  cacheWrite5m: 1_250,
  cacheWrite1h: 2_000,
  output: 5_000,
}
const model: Model = {
  id: 'claude',
  name: 'Claude',
  contextTokens: 1_000_000,
  maxOutputTokens: 10_000,
  minimumCacheableTokens: 512,
  caching: { control: 'breakpoints', lifetimes: ['5m', '1h'], explicit: false, prewarm: true },
  source: 'test',
  checkedAt: '2026-01-01',
  prices: [price],
}
const minute = 60_000
const hour = 60 * minute

const words = (count: number, about = 'parcel'): string =>
  `The ${about} is on its way to you. `.repeat(count / 8)
const tool = (name: string, description = words(800)) => ({
  type: 'function',
  function: { name, description },
})
const question = { role: 'user' as const, content: words(100) }
const bodyOf = (about = 'parcel', size = 1_600): ChatRequest => ({
  model: 'claude',
  tools: [tool('f'), tool('g')],
  messages: [{ role: 'system', content: words(size, about) }, question],
})

/** A vendor's prefix cache for marks on the last tool and the system text, in closed form. Counts tokens in its own way. */
class SimulatedVendor {
  readonly #entries = new Map<string, { readonly ttl: '5m' | '1h'; readonly expiresAt: number }>()
  readonly #ratio: number

  constructor(ratio = 1) {
    this.#ratio = ratio
  }

  /** Calls that are answered at the same time find what was there before. */
  call(bodies: readonly ChatRequest[], now: number): TokenUsage[] {
    const before = new Map(this.#entries)
    return bodies.map((body) => this.#answer(body, before, now))
  }

  tokensOf(body: ChatRequest): [number, number, number] {
    const count = (value: unknown): number => Math.round(estimateTokens(JSON.stringify(value)) * this.#ratio)
    const [tools, system] = [count(plain(body.tools)), count(plain(body.messages[0]))]
    return [tools, tools + system, tools + system + count(body.messages.slice(1))]
  }

  #answer(
    body: ChatRequest,
    entries: ReadonlyMap<string, { readonly expiresAt: number }>,
    now: number,
  ): TokenUsage {
    const [tools, system, all] = this.tokensOf(body)
    const [onTools, onSystem] = [markOf(body.tools?.at(-1)), markOf(body.messages[0])]
    const places = [
      { mark: onTools, tokens: tools, key: JSON.stringify(plain(body.tools)) },
      { mark: onSystem, tokens: system, key: JSON.stringify([plain(body.tools), plain(body.messages[0])]) },
    ].filter(({ mark, tokens }) => mark !== undefined && tokens >= 512)
    const read = places.findLast(({ key }) => (entries.get(key)?.expiresAt ?? 0) > now)?.tokens ?? 0
    const end = places.at(-1)?.tokens ?? 0
    for (const { mark = '5m', key, tokens } of places) {
      const ttl = tokens <= read ? (this.#entries.get(key)?.ttl ?? mark) : mark
      this.#entries.set(key, { ttl, expiresAt: now + lifetimes[ttl] })
    }
    const isHour = (onSystem ?? onTools) === '1h'
    return {
      uncachedInputTokens: all - end,
      cacheReadTokens: read,
      cacheWriteTokens: { fiveMinutes: isHour ? 0 : end - read, oneHour: isHour ? end - read : 0 },
      outputTokens: 10,
    }
  }
}

function markOf(holder: unknown): '5m' | '1h' | undefined {
  const mark = (holder as { cache_control?: { type: string; ttl?: '1h' } } | undefined)?.cache_control
  return mark === undefined ? undefined : (mark.ttl ?? '5m')
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (name, member: unknown) => (name === 'cache_control' ? undefined : member)),
  )
}

interface World {
  readonly markers: AutoMarkers
  readonly vendor: SimulatedVendor
  now: number
}

function newWorld(ratio?: number): World {
  const world = { now: Date.UTC(2026, 10, 23, 9), vendor: new SimulatedVendor(ratio) }
  return {
    ...world,
    markers: createAutoMarkers({ now: () => world.now }),
    get now() {
      return world.now
    },
    set now(now: number) {
      world.now = now
    },
  }
}

const plan = (
  { markers }: World,
  body: ChatRequest,
  more: { userId?: string; model?: Model } = {},
): MarkedCall => markers.plan({ userId: 'u', model, price, body, ...more })

function use(world: World, body: ChatRequest): { marked: MarkedCall; usage: TokenUsage } {
  const marked = plan(world, body)
  const [usage = {}] = world.vendor.call([marked.body], world.now)
  if (marked.planned !== undefined) world.markers.learn(marked.planned, usage, world.now)
  return { marked, usage }
}

test('the first use marks the last tool and the system text for five minutes, the second reads them', () => {
  const world = newWorld()
  const body = bodyOf()
  const before = structuredClone(body)
  const first = use(world, body)
  expect(first.marked.body).toEqual({
    ...before,
    tools: [before.tools?.[0], { ...before.tools?.[1], cache_control: { type: 'ephemeral' } }],
    messages: [{ ...before.messages[0], cache_control: { type: 'ephemeral' } }, question],
  })
  expect(body).toEqual(before)
  expect(first.marked.body.messages[1]).toBe(body.messages[1])
  expect(first.marked.body.tools?.[0]).toBe(body.tools?.[0])
  world.now += minute
  expect(
    use(world, {
      ...body,
      messages: [...body.messages.slice(0, 1), { role: 'user', content: 'Another question' }],
    }).usage,
  ).toMatchObject({ cacheReadTokens: world.vendor.tokensOf(body)[1] })
})

test('content in parts, several system messages and system text without tools are marked at their end', () => {
  const parts: ChatRequest = {
    model: 'claude',
    messages: [
      { role: 'system', content: words(1_600) },
      { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'system', content: '' },
      question,
      { role: 'system', content: words(800) },
    ],
  }
  const marked = plan(newWorld(), parts).body
  expect(marked.messages.map((message) => 'cache_control' in message)).toEqual([
    false,
    true,
    false,
    false,
    false,
  ])
  expect(marked.tools).toBeUndefined()
  const toolsAlone: ChatRequest = { model: 'claude', tools: [tool('f')], messages: [question] }
  expect(plan(newWorld(), toolsAlone).body.tools?.map(markOf)).toEqual(['5m'])
})

test.each([
  [
    'too few tokens',
    {
      ...bodyOf(),
      tools: [tool('f', 'short')],
      messages: [{ role: 'system' as const, content: 'short' }, question],
    },
    model,
  ],
  [
    'a large question alone',
    { model: 'claude', messages: [{ role: 'user' as const, content: words(8_000) }] },
    model,
  ],
  [
    'marks of the client’s own',
    {
      ...bodyOf(),
      messages: [
        ...bodyOf().messages,
        {
          role: 'user' as const,
          content: [{ type: 'text' as const, text: 'x', cache_control: { type: 'ephemeral' } }],
        },
      ],
    },
    model,
  ],
  [
    'a mark on a tool',
    {
      ...bodyOf(),
      tools: [{ type: 'function', function: { name: 'f', cache_control: { type: 'ephemeral' } } }],
    },
    model,
  ],
  ['a mark on everything', { ...bodyOf(), cache_control: { type: 'ephemeral' } }, model],
  [
    'a vendor that caches by itself',
    bodyOf(),
    {
      ...model,
      caching: {
        control: 'automatic' as const,
        lifetimes: ['24h' as const],
        explicit: false,
        prewarm: false,
      },
    },
  ],
  [
    'a vendor with other marks',
    bodyOf(),
    {
      ...model,
      caching: {
        control: 'breakpoints' as const,
        lifetimes: ['30m' as const],
        explicit: false,
        prewarm: false,
      },
    },
  ],
  ['a model that caches in unknown ways', bodyOf(), { ...model, caching: undefined }],
  [
    'an unknown minimum that may lie higher',
    bodyOf('parcel', 800),
    { ...model, minimumCacheableTokens: undefined },
  ],
])('%s: the body stays the client’s own', (_, body, of) => {
  expect(plan(newWorld(), body, { model: of }).body).toBe(body)
})

test('a model below whose minimum the vendor counts is not marked again', () => {
  const world = newWorld()
  const first = plan(world, bodyOf())
  if (first.planned === undefined) throw new Error('It should have been marked.')
  world.markers.learn(
    first.planned,
    { uncachedInputTokens: 900, cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: 0 }, outputTokens: 1 },
    world.now,
  )
  expect(plan(world, bodyOf())).toEqual({ body: bodyOf() })
})

test('uses that are hours apart stop being marked; lively ones go on, also for longer', () => {
  const rare = newWorld()
  for (const gap of [5, 7, 9]) {
    use(rare, bodyOf())
    rare.now += gap * hour
  }
  expect(use(rare, bodyOf()).marked).toMatchObject({ body: bodyOf(), planned: { kind: 'none' } })
  const paced = newWorld()
  const ttls = Array.from({ length: 60 }, () => {
    paced.now += 20 * minute
    return use(paced, bodyOf()).marked.planned?.ttl
  })
  expect(ttls.slice(-5)).toEqual(['1h', '1h', '1h', '1h', '1h'])
})

test('a prefix that changes with every call costs three writes for a user and model, not one a call', () => {
  const world = newWorld()
  const kinds = Array.from({ length: 40 }, (_, index) => {
    world.now += minute
    return use(world, {
      model: 'claude',
      messages: [{ role: 'system', content: words(2_400, `parcel ${index}`) }, question],
    }).marked.planned?.kind
  })
  expect(kinds.slice(0, 3)).toEqual(['write', 'write', 'write'])
  expect(kinds.filter((kind) => kind === 'write').length).toBeLessThanOrEqual(3 + (40 * 0.02) / 0.25)
  expect(plan(world, bodyOf('else'), { userId: 'another' }).planned?.kind).toBe('write')
})

test('another format of the answer is another prefix, whose cache is not believed warm', () => {
  const world = newWorld()
  use(world, bodyOf())
  expect(plan(world, { ...bodyOf(), response_format: { type: 'json_object' } }).planned?.kind).toBe('write')
  expect(plan(world, { ...bodyOf(), temperature: 0 }).planned?.kind).toBe('read')
})

test('tools that stay the same pay for system text that changes with every call', () => {
  const world = newWorld()
  const costs = Array.from({ length: 20 }, (_, index) => {
    world.now += minute
    return costOfUsage(use(world, bodyOf(`parcel ${index}`, 400)).usage, price)
  })
  expect(costs.reduce((sum, { saved = NaN }) => sum + saved, 0)).toBeGreaterThan(0)
})

test('of calls side by side one writes; a call that was never made blocks nothing', () => {
  const world = newWorld()
  const first = plan(world, bodyOf())
  expect([first.planned?.kind, plan(world, bodyOf()).planned?.kind]).toEqual(['write', 'none'])
  if (first.planned !== undefined) world.markers.release(first.planned)
  expect(plan(world, bodyOf()).planned?.kind).toBe('write')
})

test.each([
  ['without any report', undefined],
  ['without a report of the cache', { uncachedInputTokens: 100, outputTokens: 1 }],
])('a call %s counts as its dearest, and nothing as warm', (_, usage) => {
  const world = newWorld()
  const kinds = Array.from({ length: 8 }, () => {
    world.now += minute
    const { planned } = plan(world, bodyOf())
    if (planned !== undefined) world.markers.learn(planned, usage, world.now)
    return planned?.kind
  })
  expect(kinds[0]).toBe('write')
  expect(kinds.filter((kind) => kind === 'write').length).toBeLessThanOrEqual(3)
})

test('what a call might have lost that nobody reports is not counted on', () => {
  const world = newWorld()
  use(world, bodyOf())
  const { planned } = plan(world, bodyOf())
  expect(planned?.kind).toBe('read')
  if (planned !== undefined) world.markers.learn(planned, undefined, world.now)
  expect(plan(world, bodyOf()).planned?.kind).not.toBe('read')
})

test('calls in flight do not spend the same trust twice', () => {
  const world = newWorld()
  const kinds = Array.from(
    { length: 12 },
    (_, index) =>
      plan(world, {
        model: 'claude',
        messages: [{ role: 'system', content: words(2_400, `parcel ${index}`) }, question],
      }).planned?.kind,
  )
  expect(kinds[0]).toBe('write')
  expect(kinds.filter((kind) => kind === 'write').length).toBeLessThanOrEqual(3)
})

interface Sums {
  none: number
  actual: number
  premium: number
}

/** Money may be lost only as far as the promise goes, at the moment when it is lost, give or take 2 % of a call: its size was estimated. */
function book(sums: Sums, usage: TokenUsage, premium: number): void {
  const { actual = NaN, uncached = NaN } = costOfUsage({ ...usage, outputTokens: 0 }, price)
  sums.none += uncached
  sums.actual += actual
  sums.premium = Math.max(sums.premium, premium)
  if (actual > uncached)
    expect(sums.actual).toBeLessThanOrEqual(sums.none * 1.02 + 3 * sums.premium + 0.02 * uncached)
}

/** What an adversary does next: hurts or helps what was just decided, waits, changes the prefix, or calls several times at once. */
const move = fc.record({
  gap: fc.oneof(
    fc.constantFrom('hurt' as const, 'help' as const),
    fc.constantFrom(0, 1, 299_999, 300_000, 300_001, 3_599_999, 3_600_000, 3_600_001),
    fc.integer({ min: -hour, max: 40 * hour }),
  ),
  prefix: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }) },
  ),
  calls: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) },
  ),
})

/** Milliseconds that pass before a move: what hurts is just the lifetime of what was written last. */
function timeOf(
  gap: number | 'hurt' | 'help',
  lastTtl: NonNullable<MarkedCall['planned']>['ttl'] | undefined,
): number {
  if (gap === 'help') return minute
  if (gap === 'hurt') return lastTtl === undefined ? 1_000 : lifetimes[lastTtl]
  return gap
}

test('no history, however adverse, breaks the promise, for a prefix or for all of a user’s together', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.7, max: 1.4, noNaN: true }),
      fc.array(move, { minLength: 10, maxLength: 60 }),
      (ratio, moves) => {
        const world = newWorld(ratio)
        const all: Sums = { none: 0, actual: 0, premium: 0 }
        const own = new Map<number, Sums>()
        let last: MarkedCall['planned']
        let vendorTime = world.now
        for (const { gap, prefix, calls } of moves) {
          const passed = timeOf(gap, last?.ttl)
          world.now += passed
          // Our clock may be set back; the vendor's does not run backwards with it.
          vendorTime += Math.max(0, passed)
          const body = bodyOf(`parcel ${prefix}`, 400 * (1 + (prefix % 7)))
          const marked = Array.from({ length: calls }, () => plan(world, body))
          const usages = world.vendor.call(
            marked.map((call) => call.body),
            vendorTime,
          )
          const sums = own.get(prefix) ?? { none: 0, actual: 0, premium: 0 }
          own.set(prefix, sums)
          for (const [index, { planned }] of [...marked.entries()].reverse()) {
            const usage = usages[index] ?? {}
            if (planned !== undefined) world.markers.learn(planned, usage, world.now)
            const premium = 0.25 * price.input * world.vendor.tokensOf(body)[1]
            book(sums, usage, premium)
            book(all, usage, premium)
            last = planned
          }
        }
      },
    ),
    { numRuns: 50 },
  )
})
