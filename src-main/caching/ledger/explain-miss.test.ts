import { expect, test } from 'vitest'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { fingerprint } from '../../../src-shared/fingerprint.ts'
import { explainMiss, type MissFacts } from './explain-miss.ts'
import { toSentBlocks, type SentPrompt } from './sent-store.ts'
import { block, facts, now, system } from './__fixtures__/miss-facts.ts'

const minute = 60_000
const tool = (name: string): PromptBlock => ({
  segment: 'tools',
  label: name,
  text: name,
  hash: `tool ${name}`,
  tokens: 100,
  tool: { name, description: '', parameters: {} },
})
const turn = (text: string): PromptBlock => ({
  segment: 'conversation',
  role: 'user',
  label: `Turn ${text}`,
  text,
  hash: text,
  tokens: 10,
})
const [law, terms, prices] = [block('space', 'Law'), block('space', 'Terms'), block('space', 'Prices')]

const sentOf = (prefix: readonly PromptBlock[], change: Partial<SentPrompt> = {}): SentPrompt => ({
  model: 'm',
  sentAt: now - minute,
  blocks: toSentBlocks(prefix),
  cachedBlocks: prefix.length,
  ttl: '5m',
  expiresAt: now + 4 * minute,
  responseId: 'r',
  ...change,
})

const explain = (
  before: readonly PromptBlock[],
  after: readonly PromptBlock[],
  change: Partial<MissFacts> = {},
) => explainMiss(facts(after, { last: sentOf(before), ...change }))
const bytes = (...blocks: PromptBlock[]) => blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)

test.each([
  [
    'edited',
    [system, law, terms],
    [system, block('space', 'Law', 'new'), terms],
    'space',
    'Law',
    bytes(system),
    'The document “Law” was edited; everything before byte 11 is unchanged.',
  ],
  [
    'added in the middle',
    [system, law, prices],
    [system, law, terms, prices],
    'space',
    'Terms',
    bytes(system, law),
    'The document “Terms” was added; everything before byte 19 is unchanged.',
  ],
  [
    'added at the end',
    [system, law],
    [system, law, terms],
    'space',
    'Terms',
    bytes(system, law),
    /“Terms” was added/,
  ],
  ['removed', [system, law, terms], [system, terms], 'space', 'Law', bytes(system), /“Law” was removed/],
  [
    'removed at the end',
    [system, law, terms],
    [system, law],
    'space',
    'Terms',
    bytes(system, law),
    /“Terms” was removed/,
  ],
  ['moved', [system, law, terms], [system, terms, law], 'space', 'Terms', bytes(system), /“Terms” was moved/],
  [
    'edited and moved back',
    [system, law, terms, prices],
    [system, terms, prices, block('space', 'Law', 'new')],
    'space',
    'Law',
    bytes(system),
    /“Law” was edited/,
  ],
  [
    'a changed system segment',
    [system, law],
    [block('system', 'System', 'other'), law],
    'system',
    'System',
    0,
    'The system instructions were changed; everything before byte 0 is unchanged.',
  ],
  [
    'an added tool',
    [system, law],
    [tool('search'), system, law],
    'tools',
    'search',
    0,
    /tool “search” was added/,
  ],
  [
    'a removed tool',
    [tool('a'), tool('b'), system],
    [tool('b'), system],
    'tools',
    'a',
    0,
    /tool “a” was removed/,
  ],
  [
    'a cut conversation',
    [system, turn('1'), turn('2'), turn('3')],
    [system, turn('2'), turn('3')],
    'conversation',
    'Turn 1',
    bytes(system),
    /earlier turn .* was removed/,
  ],
] as const)('a document %s', (_name, before, after, segment, label, unchangedBytes, message) => {
  const miss = explain(before, after)
  expect(miss?.message).toMatch(message)
  expect(miss).toMatchObject({ reason: 'segment_changed', segment, label, unchangedBytes })
})

test('a conversation that is over is no change', () => {
  expect(explain([system, law, turn('1')], [system, law])?.message).toMatch(/sent before but not kept/)
})

test('with a fingerprint the first difference is found within the document, in bytes of UTF-8', () => {
  const before = block('space', 'Law', 'ä'.repeat(100))
  const after = block('space', 'Law', `${'ä'.repeat(50)}b${'ä'.repeat(49)}`)
  const miss = explain([system, before], [system, after], {
    fingerprintOf: (hash) => (hash === before.hash ? fingerprint(before.text) : undefined),
  })
  expect(miss?.unchangedBytes).toBe(bytes(system) + 96)
})

test('of two reasons the one is told that would have sufficed alone: expired before edited, and both are said', () => {
  const edited = [system, block('space', 'Law', 'new')]
  const miss = explainMiss(
    facts(edited, {
      last: sentOf([system, law], { sentAt: now - 65 * minute, expiresAt: now - 60 * minute }),
    }),
  )
  expect(miss).toEqual({
    reason: 'expired',
    segment: 'space',
    label: 'Law',
    unchangedBytes: 11,
    message:
      'What was cached expired 60 minutes ago; it is kept for 5 minutes after its last use. Besides, the document “Law” was edited.',
  })
})

test.each([
  [30_000, '30 seconds'],
  [minute, '1 minute'],
  [3 * 60 * minute, '3 hours'],
  [5 * 24 * 60 * minute, '5 days'],
])('%d ms ago are %s', (ago, words) => {
  expect(explainMiss(facts([system], { ended: { expiresAt: now - ago, ttl: '1h' } }))?.message).toBe(
    `What was cached expired ${words} ago; it is kept for an hour after its last use.`,
  )
})

test('another model is the reason only where the last run left this very prefix there', () => {
  const elsewhere = sentOf([system, law], { model: 'other', sentAt: now - 1 })
  expect(explainMiss(facts([system, law], { elsewhere }))).toMatchObject({
    reason: 'model_switched',
    message: 'The last run used other, and a cache belongs to one model.',
  })
  expect(explainMiss(facts([system, law], { elsewhere, last: sentOf([system, terms]) }))?.reason).toBe(
    'model_switched',
  )
  expect(explainMiss(facts([system, prices], { elsewhere, last: sentOf([system, terms]) }))?.reason).toBe(
    'segment_changed',
  )
  expect(explainMiss(facts([system, law], { elsewhere: { ...elsewhere, model: 'm' } }))?.message).toMatch(
    /another provider or address/,
  )
})

test('what was not sent, not kept, not asked for, or not told has its own reason', () => {
  expect(explainMiss(facts([system]))?.reason).toBe('cold')
  expect(
    explain([system, law], [system, law], { last: sentOf([system, law], { cachedBlocks: 0 }) }),
  ).toMatchObject({ reason: 'cold', message: expect.stringContaining('not kept then') as string })
  expect(
    explainMiss(
      facts([system], {
        plan: { mode: 'none', marks: [], reason: 'It would not pay.' },
        target: -1,
        status: 'miss',
      }),
    ),
  ).toEqual({ reason: 'not_marked', message: 'It would not pay.' })
  expect(explainMiss(facts([system], { status: 'unknown', usage: undefined }))?.reason).toBe('not_reported')
  expect(explainMiss(facts([system], { parallel: true }))?.reason).toBe('parallel_cold_start')
  expect(
    explain([system], [system], { last: sentOf([system], { sentAt: now + 60 * minute }) })?.message,
  ).toMatch(/clock was set back/)
  for (const status of ['hit', 'local'] as const)
    expect(explainMiss(facts([system], { status }))).toBeUndefined()
})

const dropped = { belief: { warmTokens: 2_000, warmBlocks: 2 } }
test.each([
  [
    'agrees',
    [system, law],
    [system, terms],
    {},
    'system_changed',
    'segment_changed',
    /^The document “Terms” was edited; everything before byte 11 is unchanged\.$/,
  ],
  [
    'contradicts a belief',
    [system, law],
    [system, law],
    dropped,
    'system_changed',
    'unexplained',
    /dropped it early\. The vendor says otherwise: the system segment changed\.$/,
  ],
  [
    'contradicts a change',
    [system, law],
    [system, terms],
    {},
    'tools_changed',
    'segment_changed',
    /edited.* The vendor says otherwise: the tools changed\.$/,
  ],
  [
    'says it was a hit',
    [system, law],
    [system, law],
    dropped,
    'cache_hit',
    'unexplained',
    /otherwise: the prefix was read from its cache\.$/,
  ],
  [
    'knows what the ledger cannot',
    [system, law],
    [system, law],
    dropped,
    'reasoning_effort_changed',
    'unexplained',
    /The vendor says that the reasoning effort changed\.$/,
  ],
  [
    'says a word of tomorrow',
    [system, law],
    [system, law],
    dropped,
    'moon_phase_changed',
    'unexplained',
    /The vendor says that “moon_phase_changed”\.$/,
  ],
  [
    'compares what always differs',
    [system, law],
    [system, law],
    dropped,
    'messages_changed',
    'unexplained',
    /the provider dropped it early\.$/,
  ],
  [
    'knows nothing',
    [system, law],
    [system, law],
    dropped,
    'unavailable',
    'unexplained',
    /the provider dropped it early\.$/,
  ],
] as const)('a diagnosis that %s', (_name, before, after, change, reason, expected, message) => {
  const miss = explain(before, after, { ...change, diagnosis: { reason } })
  expect(miss).toMatchObject({ reason: expected, vendorReason: reason })
  expect(miss?.message).toMatch(message)
})
