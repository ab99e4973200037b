import { expect, test } from 'vitest'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { costOfUsage } from '../../../src-shared/pricing/cost-of-usage.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { type MarkedCall } from './create-auto-markers.ts'
import {
  bodyOf,
  hour,
  markOf,
  minute,
  model,
  newWorld,
  plan,
  price,
  question,
  tool,
  words,
  type World,
} from './__fixtures__/simulated-vendor.ts'

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
