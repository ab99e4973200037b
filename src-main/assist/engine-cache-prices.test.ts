import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import type { TerminalRunEvent } from '../../src-shared/run-event.ts'
import { type TestServices } from '../app/open-test-services.ts'
import type { AssistServices } from './assist-services.ts'
import { type AssistRequest } from './prepare-run.ts'
import { openHandbook, runOnce, text } from './__fixtures__/handbook.ts'
import { spaceChanged } from './space-caches.ts'

let lab: ProviderLab
let opened: TestServices
let services: AssistServices
let spaceId: string
let clock: number
const minute = 60_000

beforeEach(async () => {
  clock = Date.UTC(2026, 10, 23, 9)
  ;({ lab, opened, spaceId } = await openHandbook(() => clock))
  services = opened.services
})

afterEach(async () => {
  await lab.close()
  opened.close()
})

const run = async (change: Partial<AssistRequest> = {}) => await runOnce(services, spaceId, change)

test('Gemini: a cache object is made once the rhythm shows that its storage pays, is read, booked, and deleted when the Space changes', async () => {
  services.settings.update({ provider: 'gemini', models: { gemini: 'gemini-3.8-flash' } })
  const modes: (string | undefined)[] = []
  for (let use = 0; use < 12; use += 1) {
    modes.push((await run()).end.plan.mode)
    clock += 9 * minute
  }
  expect(modes.slice(0, 3)).toEqual(['automatic', 'automatic', 'automatic'])
  expect(modes).toContain('explicit')
  const warm = await run()
  expect(warm.end).toMatchObject({ plan: { mode: 'explicit' }, cache: { status: 'hit' } })
  expect(services.runs.summary('all', 'real').totals.upkeepCost).toBeGreaterThan(0)
  expect(services.runs.summary('all', 'real').totals.netSavedCost).toBeGreaterThan(0)
  await services.spaces.saveDocument({ spaceId, title: 'New', text })
  spaceChanged(services, spaceId)
  await expect.poll(() => lab.journal.entries.some(({ method }) => method === 'DELETE')).toBe(true)
  expect((await run()).end.type).toBe('finished')
})

test('Gemini: making and storing objects counts against the promise, and runs that start together make one', async () => {
  services.settings.update({ provider: 'gemini', models: { gemini: 'gemini-3.8-flash' } })
  for (let use = 0; use < 5; use += 1) {
    await run()
    clock += 12 * minute
  }
  await Promise.all(Array.from({ length: 8 }, () => run()))
  const creations = lab.journal.entries.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/cachedContents'),
  )
  expect(creations.length).toBeLessThanOrEqual(1)
  for (let use = 0; use < 40; use += 1) {
    clock += 61 * minute
    await run()
  }
  const { actualCost, savedCost, upkeepCost } = services.runs.summary('all', 'real').totals
  const uncached = actualCost + savedCost
  // An object costs the input of its tokens, one read and an hour's storage: .1 + .5 / .75 of a run above no caching.
  expect(actualCost + upkeepCost).toBeLessThanOrEqual(1.02 * uncached + 3 * 0.767 * (uncached / 53))
})

test('a folder whose files change gives up its cache object', async () => {
  services.settings.update({ provider: 'gemini', models: { gemini: 'gemini-3.8-flash' } })
  const folder = (content: string) => ({
    name: 'docs',
    scope: 'folder:x',
    documents: [{ title: 'a', text: content, tokens: 9_000 }],
  })
  for (let use = 0; use < 12; use += 1) {
    await run({ spaceId: null, documents: folder(text.repeat(2)) })
    clock += 9 * minute
  }
  expect(lab.journal.entries.some(({ path }) => path.endsWith('/cachedContents'))).toBe(true)
  await run({ spaceId: null, documents: folder(`${text.repeat(2)} changed`) })
  expect(lab.journal.entries.some(({ method }) => method === 'DELETE')).toBe(true)
})

test('a lifetime that nobody has a price of is kept as asked, and its cost is unknown', async () => {
  const { end } = await run({ provider: 'openai', model: 'gpt-6-luna', caching: { cache_retention: '12h' } })
  expect(end.plan).toMatchObject({ mode: 'marks', ttl: '12h' })
  expect(end.cost.actual).toBeUndefined()
})

test('a model without a known price goes on being cached while it is read', async () => {
  const { anthropic } = services.models
  if (anthropic === undefined) throw new Error('no models')
  services = {
    ...services,
    models: {
      ...services.models,
      anthropic: { ...anthropic, models: anthropic.models.map((model) => ({ ...model, prices: [] })) },
    },
  }
  const ends: TerminalRunEvent[] = []
  for (let use = 0; use < 8; use += 1) {
    ends.push((await run()).end)
    clock += minute
  }
  expect(ends.map(({ cache }) => cache.status)).toEqual(['write', ...Array.from({ length: 7 }, () => 'hit')])
  expect(ends.every(({ cost }) => cost.actual === undefined && cost.saved === undefined)).toBe(true)
})
