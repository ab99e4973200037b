import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProviderLab, type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { openTestServices, type TestServices } from '../app/open-test-services.ts'
import type { AssistServices } from './assist-services.ts'
import { KeepWarm } from './keep-warm.ts'
import { prepareRun, type PreparedRun } from './prepare-run.ts'
import { runAssist } from './run-assist.ts'
import { warmUpOnOpen } from './warm-up.ts'

let lab: ProviderLab
let opened: TestServices
let services: AssistServices
let spaceId: string
let clock: number
let isAway: boolean
let keepWarm: KeepWarm
const minute = 60_000
const text = 'Parcels leave at four every working day. '.repeat(700)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  clock = Date.UTC(2026, 10, 23, 9)
  isAway = false
  lab = await createProviderLab({ now: () => clock })
  opened = openTestServices({ keys: { anthropic: 'lab-key' }, now: () => clock })
  services = opened.services
  services.settings.update({
    provider: 'anthropic',
    baseUrls: { anthropic: lab.url },
    keepWarm: true,
    models: { anthropic: 'claude-sonnet-5-5' },
  })
  spaceId = services.spaces.create('Handbook').id
  await services.spaces.saveDocument({ spaceId, title: 'Policy', text })
  keepWarm = new KeepWarm(services, () => isAway)
})

afterEach(async () => {
  vi.useRealTimers()
  keepWarm[Symbol.dispose]()
  await lab.close()
  opened.close()
})

async function run(): Promise<PreparedRun> {
  const prepared = prepareRun(services, {
    commandId: 'fix',
    spaceId,
    text: 'teh text',
    instructions: '',
    allowLarge: false,
  })
  for await (const event of runAssist(services, prepared, new AbortController().signal))
    if (event.type === 'failed') throw new Error(event.error.message)
  return prepared
}

/** A person who comes back every six minutes: just too late for five minutes, and worth a refresh. */
async function learnRhythm(): Promise<PreparedRun> {
  let last = await run()
  for (let use = 0; use < 14; use += 1) {
    clock += (use % 3 === 0 ? 6 : 2) * minute
    last = await run()
  }
  return last
}

const refreshes = () =>
  lab.journal.entries.filter(({ body }) => JSON.stringify(body).includes('"max_tokens":0'))

/** Goes to a moment before (or after) what is warm expires, and lets requests come to their end. */
async function passToExpiry(offsetMs: number): Promise<void> {
  const [warm] = services.ledger.warmEntries(`space:${spaceId}`, clock)
  if (warm === undefined) throw new Error('nothing is warm')
  const passed = warm.expiresAt - clock + offsetMs
  clock += passed
  await vi.advanceTimersByTimeAsync(passed)
  // The request is real: give it time, without touching the timers.
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('what is likely to be used again is refreshed before it expires, read, and booked as upkeep', async () => {
  const last = await learnRhythm()
  keepWarm.watch(last)
  expect(keepWarm.waiting).toBe(1)
  await passToExpiry(-1_000)
  expect(refreshes()).toHaveLength(1)
  expect(services.runs.summary('all', 'real').totals.upkeepCost).toBeGreaterThan(0)
  clock += 3 * minute
  const prepared = await run()
  expect(prepared.modelId).toBe('claude-sonnet-5-5')
  expect(services.runs.list('real', 1)).toMatchObject([{ cacheStatus: 'hit' }])
  const { savedCost, upkeepCost, netSavedCost } = services.runs.summary('all', 'real').totals
  expect(netSavedCost).toBe(savedCost - upkeepCost)
})

test.each([
  ['the switch is off', () => services.settings.update({ keepWarm: false })],
  ['the day’s budget is spent', () => services.settings.update({ keepWarmDailyBudget: 0 })],
])('nothing is refreshed when %s', async (_, change) => {
  const last = await learnRhythm()
  change()
  keepWarm.watch(last)
  expect(keepWarm.waiting).toBe(0)
})

test('nothing is refreshed while the computer is idle, locked or asleep, nor after the Space changed', async () => {
  const last = await learnRhythm()
  keepWarm.watch(last)
  isAway = true
  await passToExpiry(-1_000)
  expect(refreshes()).toHaveLength(0)
  expect(keepWarm.waiting).toBe(0)
  isAway = false
  const again = await run()
  keepWarm.watch(again)
  await services.spaces.saveDocument({ spaceId, title: 'New', text })
  await passToExpiry(-1_000)
  expect(refreshes()).toHaveLength(0)
})

test('a lost cache is not kept warm blindly', async () => {
  const last = await learnRhythm()
  keepWarm.watch(last)
  await passToExpiry(minute)
  expect(refreshes()).toHaveLength(0)
  expect(keepWarm.waiting).toBe(0)
})

test('the popup warms the last Space up only where the person allows it and the Space has earned it', async () => {
  services.settings.update({ lastSpaceId: spaceId, keepWarm: false })
  const warmUp = () => warmUpOnOpen(services, new AbortController().signal)
  await warmUp()
  expect(lab.journal.entries).toHaveLength(0)
  services.settings.update({ warmOnOpen: true })
  await warmUp()
  expect(lab.journal.entries).toHaveLength(0)
  await learnRhythm()
  const [warm] = services.ledger.warmEntries(`space:${spaceId}`, clock)
  clock = (warm?.expiresAt ?? clock) + minute
  const sent = lab.journal.entries.length
  await warmUp()
  expect(lab.journal.entries).toHaveLength(sent + 1)
  await warmUp()
  expect(lab.journal.entries).toHaveLength(sent + 1)
  await run()
  expect(services.runs.list('real', 1)).toMatchObject([{ cacheStatus: 'hit' }])
})
