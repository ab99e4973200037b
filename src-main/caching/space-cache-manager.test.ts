import { afterEach, beforeEach, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ComposedPrompt, PromptBlock } from '../../src-shared/composed-prompt.ts'
import { AnswerCache } from '../answers/answer-cache.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { CacheLedger } from './ledger/cache-ledger.ts'
import { cacheRulesFor } from '../../src-shared/vendors/cache-rules-for.ts'
import type { LedgerKey } from './ledger/ledger-key.ts'
import { SpaceCacheManager, type Invalidation } from './space-cache-manager.ts'

const now = 1_800_000_000_000
const hour = 3_600_000

let storage: TestStorage
let folder: string
let ledger: CacheLedger
let answers: AnswerCache
let manager: SpaceCacheManager
const announced: [string, Invalidation][] = []

beforeEach(() => {
  storage = openTestStorage()
  folder = mkdtempSync(join(tmpdir(), 'rephlo-manager-'))
  const report = (message: string, error: unknown) => {
    throw new Error(message, { cause: error })
  }
  ledger = new CacheLedger(storage.storage, { isAlive: () => true, report })
  answers = new AnswerCache({ folder, report })
  announced.length = 0
  manager = new SpaceCacheManager(ledger, answers, (scope, invalidation) =>
    announced.push([scope, invalidation]),
  )
})

afterEach(() => {
  answers[Symbol.dispose]()
  storage.remove()
  rmSync(folder, { recursive: true, force: true })
})

const block = (segment: 'system' | 'space', label: string, edition = 1): PromptBlock => ({
  segment,
  label,
  text: `${label} ${edition}`,
  hash: `${label}-${edition}`,
  tokens: 1_000,
})
const promptOf = (...prefix: PromptBlock[]): ComposedPrompt => ({
  prefix,
  dynamic: { segment: 'dynamic', text: 'Fix.', hash: 'd', tokens: 5 },
  breakpoints: prefix.map((_, index) => index),
})
const keyOf = (scope: string): LedgerKey => ({
  scope,
  account: 'anthropic',
  model: 'm',
  rules: cacheRulesFor('anthropic', undefined),
})
const system = block('system', 'System')
const before = promptOf(system, block('space', 'Law'), block('space', 'Prices'))

function write(scope: string, prompt: ComposedPrompt): void {
  const plan = {
    mode: 'marks' as const,
    marks: prompt.breakpoints.map((blockIndex) => ({ blockIndex, ttl: '1h' as const })),
    ttl: '1h' as const,
    reason: '',
  }
  ledger
    .begin(keyOf(scope), prompt, plan, now)
    .settle({ usage: { cacheReadTokens: 0, cacheWriteTokens: { oneHour: 3_000 } }, status: 'write', now })
  ledger.addCacheObject(
    keyOf(scope),
    prompt,
    prompt.prefix.length,
    { name: `object of ${scope}`, expiresAt: now + hour },
    now,
  )
  answers.store(`answer of ${scope}`, { text: 'Yes.', stopReason: 'end', scope }, hour, now)
}

test('a changed Space keeps its unchanged leading groups; what held the rest goes, also at the vendor', () => {
  const after = promptOf(system, block('space', 'Law'), block('space', 'Prices', 2))
  write('s1', before)
  write('s2', promptOf(system, block('space', 'Other')))
  const invalidation = manager.spaceChanged('s1', after.prefix)
  expect(invalidation).toMatchObject({
    ledgerEntries: 1,
    localAnswers: 1,
    cacheObjects: [{ name: 'object of s1', account: 'anthropic' }],
  })
  expect(announced).toEqual([['s1', invalidation]])
  expect(ledger.lookUp(keyOf('s1'), after, now)).toMatchObject({ warmBlocks: 2 })
  expect(ledger.lookUp(keyOf('s1'), before, now)).toMatchObject({ warmBlocks: 2 })
  expect(ledger.lookUp(keyOf('s2'), promptOf(system, block('space', 'Other')), now)).toMatchObject({
    warmBlocks: 2,
  })
  expect([answers.has('answer of s1', now), answers.has('answer of s2', now)]).toEqual([false, true])
  expect(ledger.findCacheObject(keyOf('s1'), before, now)).toBeUndefined()
})

test('a cache object stays on the list until it is deleted at the vendor or has expired there', () => {
  write('s1', before)
  manager.spaceChanged('s1', [system])
  manager.spaceChanged('s1', [system])
  expect(ledger.condemnedCacheObjects(now)).toMatchObject([{ name: 'object of s1' }])
  expect(ledger.condemnedCacheObjects(now + hour)).toEqual([])
  ledger.removeCacheObject('object of s1')
  expect(ledger.condemnedCacheObjects(now)).toEqual([])
})

test('a change that leaves the prefix as it was invalidates no belief and no cache object', () => {
  write('s1', before)
  expect(manager.spaceChanged('s1', before.prefix)).toMatchObject({ ledgerEntries: 0, cacheObjects: [] })
})

test('a deleted Space leaves nothing behind but the system segment that others share', () => {
  write('s1', before)
  ledger.savePlannerState('s1', { uses: 1 })
  expect(manager.spaceDeleted('s1')).toMatchObject({
    ledgerEntries: 2,
    localAnswers: 1,
    cacheObjects: [{ name: 'object of s1' }],
  })
  expect(ledger.lookUp(keyOf('s1'), before, now)).toMatchObject({ warmBlocks: 1 })
  expect(ledger.plannerState('s1')).toBeUndefined()
  expect(ledger.previousResponseId(keyOf('s1'))).toBeNull()
})
