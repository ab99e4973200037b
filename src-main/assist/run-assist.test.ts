import { afterEach, beforeEach, expect, test } from 'vitest'
import { createProviderLab, type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import type { RunEvent, TerminalRunEvent } from '../../src-shared/run-event.ts'
import { isTerminal } from '../../src-shared/run-event.ts'
import { openTestServices, type TestServices } from '../app/open-test-services.ts'
import type { RunStore } from '../metrics/run-store.ts'
import { Keychain } from '../secrets/keychain.ts'
import { KeyStore } from '../secrets/key-store.ts'
import type { AssistServices } from './assist-services.ts'
import { estimateRun } from './estimate-run.ts'
import { prepareRun, type AssistRequest } from './prepare-run.ts'
import { runAssist } from './run-assist.ts'
import { spaceCacheState } from './space-caches.ts'

let lab: ProviderLab
let opened: TestServices
let services: AssistServices
let spaceId: string
const never = new AbortController().signal

beforeEach(async () => {
  lab = await createProviderLab()
  opened = openTestServices({ keys: { anthropic: 'lab-key', openai: 'lab-key', gemini: 'lab-key' } })
  services = opened.services
  services.settings.update({
    provider: 'anthropic',
    baseUrls: { anthropic: lab.url, openai: `${lab.url}/v1`, gemini: lab.url },
  })
  spaceId = services.spaces.create('Handbook').id
  await services.spaces.saveDocument({
    spaceId,
    title: 'Policy',
    text: 'Parcels leave at four every working day. '.repeat(400),
  })
})

afterEach(async () => {
  await lab.close()
  opened.close()
})

const request = (change: Partial<AssistRequest> = {}): AssistRequest => ({
  commandId: 'fix',
  spaceId,
  text: 'teh text',
  instructions: '',
  allowLarge: false,
  ...change,
})

async function collect(
  change: Partial<AssistRequest> = {},
  signal = never,
): Promise<{ events: RunEvent[]; end: TerminalRunEvent; text: string }> {
  const events: RunEvent[] = []
  for await (const event of runAssist(services, prepareRun(services, request(change)), signal))
    events.push(event)
  const end = events.at(-1)
  if (end === undefined || !isTerminal(end)) throw new Error('no terminal event')
  return { events, end, text: events.map((event) => (event.type === 'text' ? event.text : '')).join('') }
}

test('a cold run writes the cache, another Command on the same Space reads it, and both are recorded with their money', async () => {
  const cold = await collect()
  const warm = await collect({ commandId: 'summarize', text: 'quite another text' })
  expect(cold.end).toMatchObject({ type: 'finished', cache: { status: 'write' }, plan: { ttl: '5m' } })
  expect(cold.end.plan.marks).toContain('space')
  expect(cold.end.cost.saved).toBeLessThan(0)
  expect(warm.end).toMatchObject({ type: 'finished', cache: { status: 'hit' } })
  expect(warm.end.cost.saved).toBeGreaterThan(0)
  expect((warm.end.cost.actual ?? 0) + (warm.end.cost.saved ?? 0)).toBe(warm.end.cost.uncached)
  const [second, first] = services.runs.list('real', 10)
  expect(first).toMatchObject({
    commandId: 'fix',
    spaceName: 'Handbook',
    model: 'claude-haiku-5-5',
    cacheStatus: 'write',
    savedCost: cold.end.cost.saved,
  })
  expect(second).toMatchObject({ commandId: 'summarize', cacheStatus: 'hit', status: 'finished' })
  expect(second?.firstTokenMs).toBeLessThanOrEqual(second?.latencyMs ?? 0)
  expect(services.runs.summary('all', 'real')).toMatchObject({ requestHitRate: 0.5 })
})

test('the stream begins with started, ends with one terminal event, and the text is whole', async () => {
  lab.answerWith('The text, corrected, with ünïcode 🙂.')
  const { events, text } = await collect()
  expect(events[0]).toMatchObject({ type: 'started', provider: 'anthropic', practice: false })
  expect(events.filter(isTerminal)).toHaveLength(1)
  expect(text).toBe('The text, corrected, with ünïcode 🙂.')
})

test('a failed run keeps the text that came and is recorded with its reason', async () => {
  lab.answerWith('One two three four five six seven eight nine ten.')
  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  const { end, text } = await collect()
  expect(end).toMatchObject({ type: 'failed', error: { code: 'stream_interrupted', retryable: true } })
  expect(text.length).toBeGreaterThan(0)
  expect(end.cost.actual).toBeUndefined()
  expect(services.runs.list('real', 10)).toMatchObject([
    { status: 'failed', error: { code: 'stream_interrupted' } },
  ])
  expect(services.runs.summary('all', 'real').totals).toMatchObject({ failedRuns: 1, unknownCostRuns: 1 })
})

test('Stop ends the vendor’s stream and the run is recorded as cancelled', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 0, chunkMs: 200 })
  const stop = new AbortController()
  const asked = lab.journal.entries.length
  void expect
    .poll(() => lab.journal.entries.length)
    .toBe(asked + 1)
    .then(() => stop.abort())
  const { end } = await collect({}, stop.signal)
  expect(end.type).toBe('cancelled')
  expect(services.runs.list('real', 10)).toMatchObject([{ status: 'cancelled' }])
  await expect.poll(() => lab.journal.entries.at(-1)?.disconnectedAt).toBeDefined()
})

test('a listener that goes away in mid-stream cancels the call, and the run is still recorded', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 0, chunkMs: 100 })
  for await (const event of runAssist(services, prepareRun(services, request()), never))
    if (event.type === 'text') break
  expect(services.runs.list('real', 10)).toMatchObject([{ status: 'cancelled' }])
})

test('a listener that leaves at the last warning makes the run count once', async () => {
  lab.answerWith('')
  const seen: string[] = []
  for await (const event of runAssist(services, prepareRun(services, request()), never)) {
    seen.push(event.type)
    if (event.type === 'warning') break
  }
  expect(seen.at(-1)).toBe('warning')
  expect(services.runs.list('real', 10)).toMatchObject([{ status: 'finished' }])
  expect(spaceCacheState(services, spaceId).uses).toBe(1)
})

test('what the planner knows may be unreadable: that costs no run', async () => {
  opened.storage.storage.run('DROP TABLE cache_scope_state')
  expect((await collect()).end.type).toBe('finished')
  expect(opened.reports).toContain('What the planner knows of a Space could not be read')
})

test('without a key the run fails with what to do, and no request leaves the computer', async () => {
  services = {
    ...services,
    keys: new KeyStore(
      new Keychain(() =>
        Promise.resolve({
          getPassword: () => Promise.resolve(null),
          setPassword: () => Promise.resolve(),
          deletePassword: () => Promise.resolve(false),
        }),
      ),
      {},
    ),
  }
  const { end } = await collect()
  expect(end).toMatchObject({ type: 'failed', error: { code: 'missing_key' } })
  expect(lab.journal.entries).toEqual([])
})

test('a full disk costs the record, never the answer', async () => {
  services = {
    ...services,
    runs: Object.assign(Object.create(services.runs) as RunStore, {
      record: () => {
        throw new Error('disk')
      },
    }),
  }
  const { events, end } = await collect()
  expect(end.type).toBe('finished')
  expect(events.at(-2)).toMatchObject({ type: 'warning' })
  expect(opened.reports).toContain('A run could not be recorded')
})

test('an unknown model runs, and its cost is unknown, not zero', async () => {
  services.settings.update({ models: { anthropic: 'claude-of-tomorrow' } })
  const { end } = await collect()
  expect(end.type === 'finished' || end.type === 'failed').toBe(true)
  expect(end.cost).toEqual({})
})

test.each([
  [{ text: '  ' }, 'empty_text'],
  [{ commandId: 'ask', text: '', instructions: ' ' }, 'empty_text'],
  [{ commandId: 'gone' }, 'not_found'],
  [{ spaceId: 'gone' }, 'not_found'],
  [{ text: 'word '.repeat(200_000) }, 'too_large'],
  [{ text: 'word '.repeat(2_000_000), allowLarge: true }, 'too_large'],
])('the request %# is refused before anything is sent', (change, code) => {
  expect(() => prepareRun(services, request(change))).toThrow(expect.objectContaining({ code }))
  expect(lab.journal.entries).toEqual([])
})

test('a large run goes ahead once it is confirmed', () => {
  expect(
    prepareRun(services, request({ text: 'word '.repeat(200_000), allowLarge: true })).prompt.dynamic.tokens,
  ).toBeGreaterThan(100_000)
})

test('the estimate counts system, Space and text, and prices them uncached', () => {
  const estimate = estimateRun(services, request())
  expect(estimate.inputTokens).toBeGreaterThan(estimate.spaceTokens)
  expect(estimate.inputCost).toBe(estimate.inputTokens * 100)
})

test('1,000 practice runs at once are each recorded once', async () => {
  services.settings.update({ provider: 'practice' })
  await Promise.all(Array.from({ length: 1_000 }, () => collect({ text: 'a short text' })))
  expect(services.runs.summary('all', 'practice').totals.runs).toBe(1_000)
})
