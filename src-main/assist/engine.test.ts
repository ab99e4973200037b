import { createServer } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createProviderLab, type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import type { TerminalRunEvent } from '../../src-shared/run-event.ts'
import { type TestServices } from '../app/open-test-services.ts'
import type { AssistServices } from './assist-services.ts'
import { type AssistRequest } from './prepare-run.ts'
import { openHandbook, runOnce, statuses, text, warnings } from './__fixtures__/handbook.ts'
import { previewEdit, spaceCacheState, spaceChanged } from './space-caches.ts'

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

test.each(['anthropic', 'openai', 'gemini'] as const)(
  '%s: cold, warm, and cold again after its lifetime, each with its reason and true money',
  async (provider) => {
    services.settings.update({ provider })
    const cold = await run()
    clock += minute
    const warm = await run({ commandId: 'summarize', text: 'another text' })
    clock += 13 * 60 * minute
    const late = await run()
    expect(statuses([warm])).toEqual([['hit', undefined]])
    expect(cold.end.cache.missReason).toBe('cold')
    expect(late.end.cache.missReason).toMatch(/expired|not_marked/)
    for (const { end } of [cold, warm, late])
      expect((end.cost.actual ?? NaN) + (end.cost.saved ?? NaN)).toBe(end.cost.uncached)
    expect(warm.end.cost.saved).toBeGreaterThan(0)
  },
)

test('rare uses teach the planner to stop writing, and never cost more than the promise', async () => {
  const ends: TerminalRunEvent[] = []
  for (let day = 0; day < 12; day += 1) {
    ends.push((await run()).end)
    clock += 26 * 60 * minute
  }
  expect(ends[0]?.cache.status).toBe('write')
  expect(ends.filter(({ plan }) => plan.mode === 'marks').length).toBeLessThanOrEqual(3)
  expect(ends.at(-1)?.cache).toMatchObject({ status: 'miss', missReason: 'not_marked' })
  const sum = (pick: (end: TerminalRunEvent) => number | undefined) =>
    ends.reduce((total, end) => total + (pick(end) ?? NaN), 0)
  const premium = -Math.min(...ends.map(({ cost }) => cost.saved ?? NaN))
  expect(sum(({ cost }) => cost.actual)).toBeLessThanOrEqual(
    1.02 * sum(({ cost }) => cost.uncached) + 3 * premium,
  )
})

test('an edit is the reason of the next miss: which document, and from which byte', async () => {
  await services.spaces.saveDocument({ spaceId, title: 'Zones', text: `${text}North is one.` })
  await run()
  const [document] = services.spaces.listDocuments(spaceId).filter(({ title }) => title === 'Zones')
  await services.spaces.saveDocument({
    id: document?.id,
    spaceId,
    title: 'Zones',
    text: `${text}North is two.`,
  })
  spaceChanged(services, spaceId)
  const { end } = await run()
  expect(end.cache).toMatchObject({
    status: 'partial',
    missReason: 'segment_changed',
    miss: { segment: 'space', label: 'Zones' },
  })
  const bytes = end.cache.miss?.unchangedBytes ?? 0
  expect(bytes).toBeGreaterThan(2 * text.length)
  expect(bytes).toBeLessThan(2 * text.length + 4_000)
})

test('another model on the same Space is told as such', async () => {
  await run()
  const { end } = await run({ model: 'claude-sonnet-5-5' })
  expect(end.cache.missReason).toBe('model_switched')
})

test('runs that start together are told to have started cold in parallel, and the next one reads', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 150, chunkMs: 0 }, 2)
  const both = await Promise.all([run(), run({ commandId: 'summarize' })])
  expect(both.map(({ end }) => end.cache.missReason).toSorted()).toEqual(['cold', 'parallel_cold_start'])
  expect((await run()).end.cache.status).toBe('hit')
})

test('a hundred runs that start together on a new Space write it three times at most, so that the promise holds', async () => {
  lab.scenarios.add({ kind: 'slow', firstByteMs: 400, chunkMs: 0 }, 100)
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => run()))
  expect(outcomes.filter(({ end }) => end.cache.status === 'write').length).toBeLessThanOrEqual(3)
  expect(outcomes.filter(({ end }) => end.type === 'finished')).toHaveLength(100)
  const { actualCost, savedCost, runs } = services.runs.summary('all', 'real').totals
  const premium = -Math.min(...outcomes.map(({ end }) => end.cost.saved ?? 0))
  expect(runs).toBe(100)
  expect(-savedCost).toBeLessThanOrEqual(0.02 * (actualCost + savedCost) + 3 * premium)
})

test('a busy provider is tried again, and the person sees the wait', async () => {
  lab.scenarios.add({ kind: 'error', status: 529 })
  const outcome = await run()
  expect(outcome.end.type).toBe('finished')
  expect(warnings(outcome)).toEqual(['retrying'])
  expect(services.runs.list('real', 10)).toHaveLength(1)
})

test('when the first provider cannot answer, the next of the chain does, with its own kind of marks', async () => {
  services.settings.update({
    fallbacks: ['gemini', 'openai'],
    baseUrls: { anthropic: 'http://127.0.0.1:9', openai: `${lab.url}/v1`, gemini: 'http://127.0.0.1:9' },
  })
  const outcome = await run()
  expect(outcome.end.type).toBe('finished')
  expect(warnings(outcome).filter((code) => code === 'fallback')).toHaveLength(2)
  expect(outcome.events.flatMap((event) => (event.type === 'started' ? [event.provider] : []))).toEqual([
    'anthropic',
    'gemini',
    'openai',
  ])
  expect(JSON.stringify(lab.journal.entries.at(-1)?.body)).toContain('prompt_cache_breakpoint')
  expect(services.runs.list('real', 10)).toMatchObject([{ provider: 'openai', status: 'finished' }])
})

test('a local answer comes without a request, is labelled, and is gone when the Space changes', async () => {
  services.settings.update({ localAnswerCommands: ['fix'] })
  const asked = await run()
  const requests = lab.journal.entries.length
  await lab.close()
  const kept = await run()
  expect(kept.text).toBe(asked.text)
  expect(kept.end).toMatchObject({
    type: 'finished',
    cache: { status: 'local' },
    cost: { actual: 0, saved: asked.end.cost.actual },
  })
  expect(lab.journal.entries).toHaveLength(requests)
  expect(services.runs.summary('all', 'real').totals).toMatchObject({
    runs: 2,
    reportingRuns: 1,
    localHits: 1,
    localSavedCost: asked.end.cost.actual,
  })
  lab = await createProviderLab({ now: () => clock })
  services.settings.update({ baseUrls: { anthropic: lab.url } })
  expect((await run()).end.cache.status).not.toBe('local')
  await services.spaces.saveDocument({ spaceId, title: 'New', text: 'A new rule.' })
  spaceChanged(services, spaceId)
  expect((await run()).end.cache.status).not.toBe('local')
  expect((await run({ fresh: true })).end.cache.status).toBe('hit')
})

test('a follow-up sends the earlier turns as prefix, and a later one reads them', async () => {
  lab.answerWith('word '.repeat(800))
  const first = await run()
  const turns = services.conversations.find(first.runId)
  const second = await run({ turns, instructions: 'Make it friendlier.', text: '' })
  const third = await run({
    turns: services.conversations.find(second.runId),
    instructions: 'Shorter.',
    text: '',
  })
  expect(second.end.plan.marks.at(-1)).toBe('conversation')
  expect(third.end.usage?.cacheReadTokens).toBeGreaterThan(
    first.end.usage?.cacheWriteTokens?.fiveMinutes ?? 0,
  )
  expect(third.end.cache.status).toBe('partial')
})

test('a conversation without a Space is not told about one', async () => {
  lab.answerWith('word '.repeat(900))
  const first = await run({ spaceId: null })
  const { end } = await run({
    spaceId: null,
    turns: services.conversations.find(first.runId),
    instructions: 'Shorter.',
    text: '',
  })
  expect(end.plan.mode).toBe('marks')
  expect(end.plan.reason).not.toContain('Space')
})

test('a variable in a document is told with its place, and its value is sent behind the prefix', async () => {
  await services.spaces.saveDocument({ spaceId, title: 'Letterhead', text: `${text}\nDate: {{DATE}}` })
  const one = await run({ variables: { DATE: '2026-11-23' } })
  const other = await run({ variables: { DATE: '2026-11-24' } })
  expect(warnings(one)).toEqual(['volatile_variable'])
  expect(one.events.find((event) => event.type === 'warning')?.message).toMatch(
    /\{\{DATE\}\}.*Letterhead.*line 2/,
  )
  expect(other.end.cache.status).toBe('hit')
  expect(JSON.stringify(lab.journal.entries.at(-1)?.body)).toContain('2026-11-24')
})

test('a server on this computer needs no key and no keychain, and is sent no cache field', async () => {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk))
    request.on('end', () =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(
          'data: {"id":"1","choices":[{"index":0,"delta":{"content":"the text"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
        ),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const { end, text: answer } = await run({
    provider: 'openai-compatible',
    model: 'llama',
    baseUrl: `http://127.0.0.1:${port}/v1`,
  })
  server.close()
  expect(end).toMatchObject({
    type: 'finished',
    cost: {},
    cache: { status: 'unknown', missReason: 'not_reported' },
  })
  expect(answer).toBe('the text')
  expect(bodies.join('')).not.toMatch(/cache/)
})

test('a model that is gone is told by name, with what to do', async () => {
  const { end } = await run({ model: 'claude-of-old' })
  expect(end).toMatchObject({
    type: 'failed',
    error: { code: 'model_not_found', message: expect.stringContaining('claude-of-old') as unknown },
  })
})

test('configuration of the run beats all others, and the choice is logged once', async () => {
  const { end } = await run({ caching: { enabled: false } })
  expect(end.plan).toMatchObject({ mode: 'none', marks: [] })
  expect(opened.lines.filter((line) => line.includes('claude-haiku-5-5'))).toHaveLength(1)
})

test('the editor tells what an edit costs, and the Space what is warm', async () => {
  const before = await previewEdit(services, { spaceId, title: 'More', text: 'A new rule.' })
  expect(before.isWarm).toBe(false)
  await run()
  const [document] = services.spaces.listDocuments(spaceId)
  const edit = await previewEdit(services, {
    id: document?.id,
    spaceId,
    title: 'Policy',
    text: `${text} Changed.`,
  })
  expect(edit).toMatchObject({ isWarm: true })
  expect(edit.unchangedTokens + edit.rewrittenTokens).toBe(edit.totalTokens)
  expect(edit.rewriteCost).toBe(edit.rewrittenTokens * 125)
  services.spaces.setCachePolicy(spaceId, '1h')
  const hour = await previewEdit(services, {
    id: document?.id,
    spaceId,
    title: 'Policy',
    text: `${text} Changed.`,
  })
  expect(hour.rewriteCost).toBe(hour.rewrittenTokens * 200)
  services.spaces.setCachePolicy(spaceId, 'off')
  expect((await previewEdit(services, { spaceId, title: 'More', text: 'A rule.' })).message).toContain(
    'not cached here',
  )
  services.spaces.setCachePolicy(spaceId, 'auto')
  const state = spaceCacheState(services, spaceId)
  expect(state.warm).toMatchObject([{ provider: 'anthropic', ttl: '5m', expiresAt: clock + 5 * minute }])
  expect(state.uses).toBe(1)
})
