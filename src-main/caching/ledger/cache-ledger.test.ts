import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CachePlan, ComposedPrompt, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheStatusOf } from '../../../src-shared/usage-arithmetic.ts'
import { openTestStorage, type TestStorage } from '../../storage/open-test-storage.ts'
import { CacheLedger } from './cache-ledger.ts'
import { cacheRulesFor } from '../../../src-shared/vendors/cache-rules-for.ts'
import {
  block,
  key,
  keyOf,
  minute,
  now,
  plain,
  planOf,
  promptOf,
  type Run,
  system,
} from './__fixtures__/ledger-prompts.ts'

const reports: unknown[] = []

let storage: TestStorage
let ledger: CacheLedger

beforeEach(() => {
  storage = openTestStorage()
  ledger = new CacheLedger(storage.storage, {
    isAlive: () => true,
    report: (message, error) => reports.push(message, error),
  })
  reports.length = 0
})

afterEach(() => {
  expect(reports).toEqual([])
  storage.remove()
})
const turn = (text: string): PromptBlock => ({
  segment: 'conversation',
  role: 'user',
  label: 'Turn',
  text,
  hash: text,
  tokens: 50,
})
const openAi = keyOf({
  account: 'openai',
  model: 'gpt-5.5',
  rules: cacheRulesFor('openai', { control: 'automatic', lifetimes: [], explicit: false, prewarm: false }),
  minimumTokens: 1_024,
})
const automatic: CachePlan = { mode: 'automatic', marks: [], reason: 'The vendor caches by itself.' }
/** A whole run that reports `read` and `written` tokens. */
function run(
  prompt: ComposedPrompt,
  read: number | undefined,
  written: number | undefined,
  { at = now, on = key, plan = planOf(prompt), diagnosis }: Run = {},
) {
  const usage: TokenUsage = {
    uncachedInputTokens: 5,
    cacheReadTokens: read,
    cacheWriteTokens: written === undefined ? undefined : { other: written },
    outputTokens: 1,
  }
  const ledgerRun = ledger.begin(on, prompt, plan, at)
  ledgerRun.begun(at, 'msg_1')
  const miss = ledgerRun.settle({ usage, status: cacheStatusOf(usage), diagnosis, now: at })
  ledgerRun.keepFingerprints()
  return miss
}

test('after an edit the groups before it are still believed warm, and the edit is the reason', () => {
  run(plain, 0, 3_000, { plan: planOf(plain, '5m', [0, 1, 2]) })
  const edited = promptOf(system, block('space', 'Prices'), {
    ...block('space', 'Terms', 2),
    text: `${'Terms 1 '.repeat(20)}changed`,
  })
  const composed = { ...edited, breakpoints: [0, 1, 2] }
  expect(ledger.lookUp(key, composed, now).warmBlocks).toBe(2)
  const before = Buffer.byteLength(
    plain.prefix
      .slice(0, 2)
      .map(({ text }) => text)
      .join(''),
  )
  expect(run(composed, 2_000, 1_000)).toEqual({
    reason: 'segment_changed',
    segment: 'space',
    label: 'Terms',
    unchangedBytes: before + 160,
    message: `The document “Terms” was edited; everything before byte ${(before + 160).toLocaleString('en-US')} is unchanged.`,
  })
})

test('an entry is found 19 blocks before a breakpoint, not 20', () => {
  const many = Array.from({ length: 22 }, (_, index) => block('space', `D${index}`))
  for (const [length, warm] of [
    [20, 1],
    [21, 0],
  ] as const) {
    const prompt = { ...promptOf(...many.slice(0, length)), breakpoints: [length - 1] }
    run({ ...promptOf(...many.slice(0, 1)), breakpoints: [0] }, 0, 1_000)
    expect(ledger.lookUp(key, prompt, now).warmBlocks, `${length} blocks`).toBe(warm)
  }
})

test.each([
  ['a reported 0 where much was believed warm', 0],
  ['a read that is far too small', 100],
])('%s makes the ledger forget', (_name, read) => {
  run(plain, 0, 3_000)
  run(plain, read, 0, { plan: planOf(plain, '5m', [2]) })
  expect(ledger.lookUp(key, plain, now).warmBlocks).toBeLessThan(3)
})

test('what another computer wrote is read, but nobody knows for how long it was written', () => {
  expect(run(plain, 3_000, 0, { plan: planOf(plain, '1h') })).toBeUndefined()
  expect(ledger.lookUp(key, plain, now)).toMatchObject({ warmTokens: 3_000, expiresAt: now + 5 * minute })
})

test('the vendor that dropped a prefix early and wrote it again is found out, and the belief goes on from there', () => {
  run(plain, 0, 3_000)
  expect(run(plain, 0, 3_000, { at: now + minute })).toMatchObject({ reason: 'unexplained' })
  expect(ledger.lookUp(key, plain, now + 6 * minute - 1).warmTokens).toBe(3_000)
})

test('nothing reported: what was written is not counted on, what was warm before stays', () => {
  expect(run(plain, undefined, undefined)).toMatchObject({ reason: 'not_reported' })
  expect(ledger.lookUp(key, plain, now).warmTokens).toBe(0)
  run(plain, 0, 3_000)
  run(plain, undefined, undefined, { at: now + minute })
  expect(ledger.lookUp(key, plain, now + minute)).toMatchObject({
    warmTokens: 3_000,
    expiresAt: now + 5 * minute,
  })
})

test('a run that failed leaves the belief as it was, also when it had begun, and counts once', () => {
  const failed = ledger.begin(key, plain, planOf(plain), now)
  failed.begun(now)
  expect(ledger.lookUp(key, plain, now).warmTokens).toBe(3_000)
  failed.abandon()
  failed.abandon()
  failed.begun(now)
  expect(
    failed.settle({
      usage: { cacheReadTokens: 0, cacheWriteTokens: { other: 3_000 } },
      status: 'write',
      now,
    }),
  ).toBeUndefined()
  expect(ledger.lookUp(key, plain, now).warmTokens).toBe(0)
})

test('a prefix below the minimum is neither believed warm nor waited for', () => {
  const small = promptOf({ ...system, tokens: 100 })
  expect(run(small, 0, 0)).toMatchObject({
    reason: 'below_minimum',
    message: 'The reusable part (about 100 tokens) is below the 512 tokens that this model caches.',
  })
  expect(ledger.lookUp(key, small, now).warmTokens).toBe(0)
})

test('parallel cold starts are told apart from a vendor that dropped something', () => {
  const first = ledger.begin(key, plain, planOf(plain), now)
  expect(run(plain, 0, 3_000, { at: now + 10 })).toMatchObject({ reason: 'parallel_cold_start' })
  const usage = { uncachedInputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: { other: 3_000 } }
  first.begun(now + 20)
  expect(first.settle({ usage, status: 'write', now: now + 30 })).toMatchObject({ reason: 'cold' })
  expect(run(plain, 3_000, 0, { at: now + 40 })).toBeUndefined()
})

test('where the vendor keeps everything, what two prompts share is warm to the block', () => {
  const many = promptOf(...Array.from({ length: 6 }, (_, index) => block('space', `D${index}`)))
  run(many, 0, undefined, { on: openAi, plan: automatic })
  const edited = promptOf(...many.prefix.slice(0, 4), block('space', 'D4', 2), ...many.prefix.slice(5))
  expect(ledger.lookUp(openAi, edited, now)).toMatchObject({ warmBlocks: 4, warmTokens: 4_000 })
  expect(ledger.lookUp(openAi, edited, now + 5 * minute).warmBlocks).toBe(0)
  // OpenAI routes by a key of the Space, so another one is not warm.
  expect(ledger.lookUp({ ...openAi, scope: 's2' }, many, now).warmBlocks).toBe(0)
})

test('cache objects are found by the prefix that they hold, live ones alone', () => {
  ledger.addCacheObject(
    key,
    plain,
    2,
    { name: 'cachedContents/1', expiresAt: now + minute, tokens: 2_100 },
    now,
  )
  expect(ledger.findCacheObject(key, plain, now)).toMatchObject({
    name: 'cachedContents/1',
    blocks: 2,
    tokens: 2_100,
  })
  expect(ledger.lookUp(key, plain, now)).toEqual({
    warmTokens: 2_000,
    warmBlocks: 2,
    expiresAt: now + minute,
  })
  expect(ledger.findCacheObject(key, plain, now + minute)).toBeUndefined()
  expect(ledger.findCacheObject(keyOf({ scope: 's2' }), plain, now)).toBeUndefined()
  expect(ledger.findCacheObject(key, promptOf(system, block('space', 'Prices', 2)), now)).toBeUndefined()
  ledger.removeCacheObject('cachedContents/1')
  expect(ledger.findCacheObject(key, plain, now)).toBeUndefined()
})

test('the screen sees the largest warm prefix of each model', () => {
  run(plain, 0, 3_000)
  run(plain, 0, 3_000, { on: keyOf({ model: 'b' }), plan: planOf(plain, '1h') })
  const warm = { account: 'anthropic', tokens: 3_000 }
  expect(ledger.warmEntries('s1', now)).toEqual([
    { ...warm, model: 'b', ttl: '1h', expiresAt: now + 60 * minute },
    { ...warm, model: 'claude-sonnet-5-5', ttl: '5m', expiresAt: now + 5 * minute },
  ])
  expect(ledger.warmEntries('s1', now + 10 * minute)).toHaveLength(1)
  expect(ledger.warmEntries('s2', now)).toEqual([])
})

test('states of others are kept by scope', () => {
  expect(ledger.plannerState('s1')).toBeUndefined()
  ledger.savePlannerState('s1', { uses: 3 })
  ledger.saveStability('s1', [1])
  expect([ledger.plannerState('s1'), ledger.stability('s1'), ledger.plannerState('s2')]).toEqual([
    { uses: 3 },
    [1],
    undefined,
  ])
})

test('a database that cannot be used costs the belief, never the run', () => {
  const broken = openTestStorage()
  const told: string[] = []
  const one = new CacheLedger(broken.storage, {
    isAlive: () => true,
    report: (message) => told.push(message),
  })
  broken.storage.run('DROP TABLE cache_entries')
  expect(one.lookUp(key, plain, now)).toEqual({ warmTokens: 0, warmBlocks: 0 })
  const survivor = one.begin(key, plain, planOf(plain), now)
  survivor.begun(now)
  expect(survivor.settle({ usage: undefined, status: 'unknown', now })).toBeUndefined()
  survivor.keepFingerprints()
  expect(told).toContain('The cache ledger could not be read')
  broken.remove()
})

test('turns that are added to a conversation are new, not changed', () => {
  const talk = promptOf(system, block('space', 'Prices'), turn('one'), turn('two'))
  run(talk, 0, 2_100)
  const longer = promptOf(...talk.prefix, turn('three'), turn('four'))
  expect(run(longer, 2_100, 100, { at: now + minute })).toMatchObject({
    reason: 'new_turns',
    segment: 'conversation',
  })
  expect(
    run(promptOf(system, block('space', 'Prices'), turn('another')), 2_000, 50, { at: now + minute }),
  ).toMatchObject({ reason: 'new_turns', segment: 'conversation' })
  expect(
    run(promptOf(system, block('space', 'Prices'), turn('two')), 2_000, 50, { at: now + minute }),
  ).toMatchObject({ reason: 'new_turns', segment: 'conversation' })
})

test('the ledger stays small: old entries, unused fingerprints and what hung go', () => {
  const rows = (table: string) => storage.storage.get(`SELECT count(*) AS rows FROM ${table}`)?.rows
  ledger.begin(
    keyOf({ scope: 'hangs' }),
    promptOf(block('space', 'Hanging')),
    planOf(promptOf(block('space', 'Hanging'))),
    now,
  )
  run(plain, 0, 3_000)
  expect([rows('cache_fingerprints'), rows('cache_in_flight')]).toEqual([3, 1])
  const later = now + 40 * 24 * 60 * minute
  const edited = promptOf(system, block('space', 'Prices', 2))
  for (let index = 0; index < 64; index += 1) run(edited, 0, 2_000, { at: later + index })
  expect([
    rows('cache_entries'),
    rows('cache_fingerprints'),
    rows('cache_in_flight'),
    rows('cache_last_sent'),
  ]).toEqual([2, 2, 0, 1])
})
