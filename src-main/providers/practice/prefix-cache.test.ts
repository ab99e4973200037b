import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CacheBlock } from './prefix-blocks.ts'
import {
  createPrefixCache,
  type CacheAccounting,
  type CacheRequest,
  type PrefixCache,
} from './prefix-cache.ts'

const minute = 60_000

function clockedCache(): { cache: PrefixCache; advance: (ms: number) => void } {
  let time = 1_000_000
  return { cache: createPrefixCache({ now: () => time }), advance: (ms) => (time += ms) }
}

function request(blocks: readonly CacheBlock[], more: Partial<CacheRequest> = {}): CacheRequest {
  return { workspace: 'w', model: 'm', minimumTokens: 512, blocks, ...more }
}

function run(cache: PrefixCache, ...parameters: Parameters<typeof request>): CacheAccounting {
  const opened = cache.open(request(...parameters))
  opened.begin()
  return opened.accounting
}

const long: CacheBlock = { hash: 'long', tokens: 8000, mark: '5m' }
const ask = (hash: string): CacheBlock => ({ hash, tokens: 1000 })
const cold = { uncached: 1000, read: 0, writtenFiveMinutes: 8000, writtenOneHour: 0 }
const warm = { uncached: 1000, read: 8000, writtenFiveMinutes: 0, writtenOneHour: 0 }

test('a cold prefix is written and a warm one read, whatever follows it', () => {
  const { cache } = clockedCache()
  expect(run(cache, [long, ask('a')])).toEqual(cold)
  expect(run(cache, [long, ask('b')])).toEqual(warm)
})

test('a changed byte in the prefix is a miss', () => {
  const { cache } = clockedCache()
  run(cache, [long, ask('a')])
  expect(run(cache, [{ ...long, hash: 'other' }, ask('a')]).read).toBe(0)
})

test('five minutes expire, and each read starts them anew', () => {
  const { cache, advance } = clockedCache()
  run(cache, [long, ask('a')])
  for (const hash of ['b', 'c', 'd']) {
    advance(4 * minute)
    expect(run(cache, [long, ask(hash)])).toEqual(warm)
  }
  advance(5 * minute)
  expect(run(cache, [long, ask('e')])).toEqual(cold)
})

test('an hour outlives five minutes and is billed apart', () => {
  const { cache, advance } = clockedCache()
  const hour: CacheBlock = { ...long, mark: '1h' }
  expect(run(cache, [hour, ask('a')])).toEqual({
    uncached: 1000,
    read: 0,
    writtenFiveMinutes: 0,
    writtenOneHour: 8000,
  })
  advance(59 * minute)
  expect(run(cache, [hour, ask('b')]).read).toBe(8000)
  advance(60 * minute)
  expect(run(cache, [hour, ask('c')]).read).toBe(0)
})

test('the tokens between a hit and each later breakpoint take that breakpoint’s lifetime', () => {
  const { cache } = clockedCache()
  const system: CacheBlock = { hash: 's', tokens: 600, mark: '1h' }
  run(cache, [system, ask('x')])
  const blocks: CacheBlock[] = [
    system,
    { hash: 'p', tokens: 100, mark: '1h' },
    { hash: 'q', tokens: 30 },
    { hash: 'r', tokens: 7, mark: '5m' },
    ask('y'),
  ]
  expect(run(cache, blocks)).toEqual({
    uncached: 1000,
    read: 600,
    writtenOneHour: 100,
    writtenFiveMinutes: 37,
  })
})

test('below the minimum nothing is cached and nothing complains; at the minimum it is', () => {
  const { cache } = clockedCache()
  const small: CacheBlock = { hash: 'small', tokens: 511, mark: '5m' }
  for (const hash of ['a', 'b'])
    expect(run(cache, [small, ask(hash)])).toEqual({
      uncached: 1511,
      read: 0,
      writtenFiveMinutes: 0,
      writtenOneHour: 0,
    })
  run(cache, [{ ...small, tokens: 512 }, ask('a')])
  expect(run(cache, [{ ...small, tokens: 512 }, ask('b')]).read).toBe(512)
})

test('parallel cold starts all miss: an entry is readable once its response has begun', () => {
  const { cache } = clockedCache()
  const first = cache.open(request([long, ask('a')]))
  expect(cache.open(request([long, ask('b')])).accounting.read).toBe(0)
  first.begin()
  expect(cache.open(request([long, ask('c')])).accounting.read).toBe(8000)
})

test('workspaces and models share nothing', () => {
  const { cache } = clockedCache()
  run(cache, [long, ask('a')])
  expect(run(cache, [long, ask('a')], { workspace: 'v' }).read).toBe(0)
  expect(run(cache, [long, ask('a')], { model: 'n' }).read).toBe(0)
})

test('an entry is found 19 blocks before a breakpoint, not 20', () => {
  const fillers = (count: number): CacheBlock[] =>
    Array.from({ length: count }, (_, index) => ({ hash: `f${index}`, tokens: 1 }))
  for (const [count, read] of [
    [18, 8000],
    [19, 0],
  ] as const) {
    const { cache } = clockedCache()
    run(cache, [long, ask('a')])
    const blocks = [
      { ...long, mark: undefined },
      ...fillers(count),
      { hash: 'end', tokens: 5, mark: '5m' as const },
    ]
    expect(run(cache, blocks).read, `${count} blocks between`).toBe(read)
  }
})

test('more than four marks, an hour after five minutes and marked empty text are refused', () => {
  const { cache } = clockedCache()
  const marks = (...ttls: ('5m' | '1h')[]): CacheBlock[] =>
    ttls.map((mark, index) => ({ hash: `b${index}`, tokens: 600, mark }))
  expect(() => cache.open(request(marks('5m', '5m', '5m', '5m', '5m')))).toThrow(
    /maximum of 4 blocks.*Found 5/,
  )
  expect(() => cache.open(request(marks('5m', '1h')))).toThrow(/must not come after/)
  expect(() => cache.open(request([{ hash: 'e', tokens: 0, mark: '5m', empty: true }]))).toThrow(/empty text/)
  expect(() => cache.open(request(marks('1h', '1h', '5m', '5m')))).not.toThrow()
})

test('entries survive as plain data', () => {
  const { cache } = clockedCache()
  run(cache, [long, ask('a')])
  const other = createPrefixCache({ now: () => 1_000_001 })
  other.restore(structuredClone(cache.entries()))
  expect(run(other, [long, ask('b')])).toEqual(warm)
})

test('memory is bounded: expired entries are swept, live ones capped', () => {
  const { cache, advance } = clockedCache()
  for (let index = 0; index < 2000; index += 1) {
    run(cache, [{ ...long, hash: `h${index}` }])
    advance(minute)
  }
  expect(cache.entries().length).toBeLessThanOrEqual(5)
  const capped = createPrefixCache({ now: () => 0, maximumEntries: 10 })
  for (let index = 0; index < 100; index += 1) run(capped, [{ ...long, hash: `h${index}` }])
  expect(capped.entries()).toHaveLength(10)
})

const anyMark = fc.constantFrom(undefined, undefined, '5m' as const)
const anyBlocks = fc.array(
  fc.record({
    hash: fc.constantFrom('a', 'b', 'c'),
    tokens: fc.integer({ min: 0, max: 2000 }),
    mark: anyMark,
  }),
  { maxLength: 4 },
)
/** The same hash always has the same tokens, as the same bytes have. */
const withTokensOfHash = (blocks: readonly CacheBlock[]): CacheBlock[] =>
  blocks.map((block) => ({ ...block, tokens: { a: 100, b: 700, c: 3000 }[block.hash] ?? 0 }))

test('the buckets add up on any history, and nothing is read that was not written and still alive', () => {
  const step = fc.record({ blocks: anyBlocks, waitMs: fc.integer({ min: 0, max: 7 * minute }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { cache, advance } = clockedCache()
      const written = new Map<string, number>()
      let time = 0
      for (const { blocks: drawn, waitMs } of steps) {
        const blocks = withTokensOfHash(drawn)
        advance(waitMs)
        time += waitMs
        const { uncached, read, writtenFiveMinutes, writtenOneHour } = run(cache, blocks)
        expect(uncached + read + writtenFiveMinutes + writtenOneHour).toBe(
          blocks.reduce((sum, block) => sum + block.tokens, 0),
        )
        expect(Math.min(uncached, read, writtenFiveMinutes, writtenOneHour)).toBeGreaterThanOrEqual(0)
        const prefixes = blocks.map((_, index) => blocks.slice(0, index + 1))
        const tokensOf = (prefix: readonly CacheBlock[]): number =>
          prefix.reduce((sum, block) => sum + block.tokens, 0)
        const keyOf = (prefix: readonly CacheBlock[]): string => prefix.map((block) => block.hash).join()
        const alive = (key: string): boolean => time - (written.get(key) ?? -Infinity) < 5 * minute
        if (read > 0)
          expect(prefixes.some((prefix) => tokensOf(prefix) === read && alive(keyOf(prefix)))).toBe(true)
        for (const prefix of prefixes)
          if (prefix.at(-1)?.mark !== undefined || alive(keyOf(prefix))) written.set(keyOf(prefix), time)
      }
    }),
  )
})

test('reading a long prefix keeps the shorter ones warm that are marked in the same request', () => {
  const { cache, advance } = clockedCache()
  const rules: CacheBlock = { hash: 'rules', tokens: 600, mark: '5m' }
  run(cache, [rules, long])
  advance(4 * minute)
  expect(run(cache, [rules, long]).read).toBe(8600)
  advance(4 * minute)
  expect(run(cache, [rules, { ...long, hash: 'changed' }])).toEqual({
    uncached: 0,
    read: 600,
    writtenFiveMinutes: 8000,
    writtenOneHour: 0,
  })
})

test('a parallel write for five minutes does not shorten an hour', () => {
  const { cache, advance } = clockedCache()
  const hour = cache.open(request([{ ...long, mark: '1h' }]))
  const short = cache.open(request([long]))
  hour.begin()
  short.begin()
  advance(30 * minute)
  expect(run(cache, [long]).read).toBe(8000)
})
