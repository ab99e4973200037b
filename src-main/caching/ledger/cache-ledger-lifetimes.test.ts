import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheStatusOf } from '../../../src-shared/usage-arithmetic.ts'
import { openTestStorage, type TestStorage } from '../../storage/open-test-storage.ts'
import { CacheLedger } from './cache-ledger.ts'
import {
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

test('what a run wrote is believed warm for its lifetime, on this Space, model and account alone', () => {
  expect(ledger.lookUp(key, plain, now)).toEqual({ warmTokens: 0, warmBlocks: 0 })
  expect(run(plain, 0, 3_000)).toMatchObject({ reason: 'cold' })
  expect(ledger.lookUp(key, plain, now + 5 * minute - 1)).toEqual({
    warmTokens: 3_000,
    warmBlocks: 3,
    ttl: '5m',
    expiresAt: now + 5 * minute,
  })
  expect(ledger.lookUp(key, plain, now + 5 * minute).warmTokens).toBe(0)
  expect(ledger.lookUp(keyOf({ model: 'other' }), plain, now).warmTokens).toBe(0)
  expect(ledger.lookUp(keyOf({ account: 'anthropic https://proxy' }), plain, now).warmTokens).toBe(0)
  // Anthropic's cache does not know Spaces: the same prefix is warm for another one, too.
  expect(ledger.lookUp(keyOf({ scope: 's2' }), plain, now).warmTokens).toBe(3_000)
  expect(ledger.previousResponseId(key)).toBe('msg_1')
  expect(ledger.previousResponseId(keyOf({ model: 'other' }))).toBeNull()
})

test('a read starts the lifetime anew, and a longer one stays', () => {
  run(plain, 0, 3_000, { plan: planOf(plain, '1h') })
  expect(run(plain, 3_000, 0, { at: now + 50 * minute, plan: planOf(plain, '5m') })).toBeUndefined()
  expect(ledger.lookUp(key, plain, now + 109 * minute)).toMatchObject({
    warmTokens: 3_000,
    ttl: '1h',
    expiresAt: now + 110 * minute,
  })
})

test('the belief survives a restart and is shared with another process', () => {
  run(plain, 0, 3_000)
  const other = new CacheLedger(storage.storage, { isAlive: () => true, report: () => undefined })
  expect(other.lookUp(key, plain, now).warmTokens).toBe(3_000)
})

test('a run in flight counts only while its process lives and is not older than ten minutes', () => {
  for (const [isAlive, later, reason] of [
    [true, 9 * minute, 'parallel_cold_start'],
    [false, minute, 'cold'],
    [true, 11 * minute, 'cold'],
  ] as const) {
    const fresh = openTestStorage()
    const one = new CacheLedger(fresh.storage, {
      isAlive: () => isAlive,
      report: (message) => reports.push(message),
    })
    one.begin(key, plain, planOf(plain), now)
    const miss = one.begin(key, plain, planOf(plain), now + later).settle({
      usage: { cacheReadTokens: 0, cacheWriteTokens: { other: 1 } },
      status: 'write',
      now: now + later,
    })
    expect(miss?.reason).toBe(reason)
    fresh.remove()
  }
})

test('a clock that is set back makes nothing warm for longer, then or when it has caught up', () => {
  run(plain, 0, 3_000)
  expect(ledger.lookUp(key, plain, now - 60 * minute).warmTokens).toBe(0)
  ledger
    .begin(keyOf({ scope: 'other' }), promptOf(system), planOf(promptOf(system)), now - 60 * minute)
    .abandon()
  expect(ledger.lookUp(key, plain, now + minute).warmTokens).toBe(0)
})

test('an hour’s entry whose clock steps back a little ends within the hour', () => {
  run(plain, 0, 3_000, { plan: planOf(plain, '1h') })
  expect(ledger.lookUp(key, plain, now - 500).expiresAt).toBe(now - 500 + 60 * minute)
})
