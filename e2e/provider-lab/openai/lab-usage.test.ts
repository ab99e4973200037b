import { afterAll, beforeEach, expect, test } from 'vitest'
import { createOpenAiProvider } from '../../../src-main/providers/openai/openai-provider.ts'
import { estimateTokens as tokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import {
  aiSdk,
  bucketsOf,
  callOf,
  collect,
  officialSdk,
  ourAdapter,
  type Ask,
  type Buckets,
  type UsageClient,
} from './usage-clients.ts'

const lab = await createProviderLab()
const baseUrl = `${lab.url}/v1`
afterAll(async () => await lab.close())
beforeEach(() => lab.scenarios.clear())

const clients: readonly (readonly [name: string, client: UsageClient])[] = [
  ['official SDK', officialSdk(false)],
  ['official SDK, streaming', officialSdk(true)],
  ['AI SDK', aiSdk(false)],
  ['AI SDK, streaming', aiSdk(true)],
  ['our adapter', ourAdapter],
]

const rules = 'Answer in plain words and keep to the facts. '.repeat(150)
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(300)
const question = 'How are you today, dear wörld?'
const output = tokens(question)
const all = tokens(rules) + tokens(handbook)
const marked: Ask['system'] = [{ text: rules }, { text: handbook, ttl: '30m' }]
const plain: Ask['system'] = [{ text: rules }, { text: handbook }]
const floored = Math.floor(all / 128) * 128

interface Story {
  readonly name: string
  readonly model: string
  readonly system: Ask['system']
  /** Runs before the measured one. */
  readonly before?: (ask: Ask, run: (ask: Ask) => Promise<Buckets>) => Promise<unknown>
  readonly expected: Buckets
}

const stories: readonly Story[] = [
  {
    name: 'cold',
    model: 'gpt-6-luna',
    system: marked,
    expected: { uncached: tokens(question), read: 0, written: all, output },
  },
  {
    name: 'warm, with another question before',
    model: 'gpt-6-luna',
    system: marked,
    before: (ask, run) => run({ ...ask, question: 'Another one' }),
    expected: { uncached: tokens(question), read: all, written: 0, output },
  },
  {
    name: 'expired',
    model: 'gpt-6-luna',
    system: marked,
    before: async (ask, run) => {
      await run(ask)
      lab.clock.advance(31 * 60_000)
    },
    expected: { uncached: tokens(question), read: 0, written: all, output },
  },
  {
    name: 'partly warm: the first part is read, the changed second one written',
    model: 'gpt-6-luna',
    system: [
      { text: rules, ttl: '30m' },
      { text: handbook, ttl: '30m' },
    ],
    before: (ask, run) =>
      run({ ...ask, system: [{ text: rules, ttl: '30m' }, { text: 'An older handbook.' }] }),
    expected: { uncached: tokens(question), read: tokens(rules), written: tokens(handbook), output },
  },
  {
    name: 'nothing marked',
    model: 'gpt-6-luna',
    system: plain,
    before: (ask, run) => run(ask),
    expected: { uncached: all + tokens(question), read: 0, written: 0, output },
  },
]

/** Before 5.6 chat completions have no count of writes; responses always have one, which is 0. */
const older = (name: string, read: number, before?: Story['before']): Story => ({
  name,
  model: 'gpt-4o',
  system: plain,
  ...(before === undefined ? {} : { before }),
  expected: { uncached: all + tokens(question) - read, read, written: 0, output },
})
const olderStories = [
  older('older model, cold', 0),
  older('older model, warm: multiples of 128', floored, (ask, run) =>
    run({ ...ask, question: 'Another one' }),
  ),
]

const cases = (['responses', 'chat'] as const).flatMap((api) =>
  [...stories, ...olderStories].flatMap((story, storyIndex) =>
    clients.map(([client, run], clientIndex) => ({
      api,
      story: story.name,
      client,
      run,
      details: story,
      key: `sk-lab-${api}-${storyIndex}-${clientIndex}`,
    })),
  ),
)

test.each(cases)(
  '$api, $story: $client reads the usage that was billed',
  async ({ api, run, details, key }) => {
    const ask: Ask = { api, model: details.model, key, system: details.system, question }
    await details.before?.(ask, async (earlier) => await run(earlier, baseUrl))
    const writesAreReported = api === 'responses' || details.model !== 'gpt-4o'
    expect(await run(ask, baseUrl)).toEqual({
      ...details.expected,
      written: writesAreReported ? details.expected.written : undefined,
    })
  },
)

test('twelve hours are told apart from thirty minutes, which the AI SDK does not do', async () => {
  const ask: Ask = {
    api: 'responses',
    model: 'gpt-6-luna',
    key: 'lab-twelve',
    system: [
      { text: rules, ttl: '12h' },
      { text: handbook, ttl: '30m' },
    ],
    question,
  }
  const usage = (await collect(callOf(ask, baseUrl))).findLast((event) => event.type === 'usage')?.usage
  expect(usage?.cacheWriteTokens).toEqual({ twelveHours: tokens(rules), other: tokens(handbook) })
  lab.clock.advance(60 * 60_000)
  expect(bucketsOf(await collect(callOf(ask, baseUrl)))).toMatchObject({
    read: tokens(rules),
    written: tokens(handbook),
  })
  expect(await aiSdk(true)({ ...ask, key: 'lab-twelve-ai' }, baseUrl)).toMatchObject({ written: all })
})

test('chat completions take thirty minutes alone, so twelve hours become thirty minutes', async () => {
  const ask: Ask = {
    api: 'chat',
    model: 'gpt-6-luna',
    key: 'lab-chat-twelve',
    system: [{ text: rules }, { text: handbook, ttl: '12h' }],
    question,
  }
  expect(bucketsOf(await collect(callOf(ask, baseUrl)))).toMatchObject({ written: all })
})

test('parallel cold starts all write; the next run reads', async () => {
  const ask: Ask = { api: 'responses', model: 'gpt-6-luna', key: 'lab-parallel', system: marked, question }
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100 }, 3)
  const written = await Promise.all(
    [1, 2, 3].map(async () => bucketsOf(await collect(callOf(ask, baseUrl))).written),
  )
  expect(written).toEqual([all, all, all])
  expect(bucketsOf(await collect(callOf(ask, baseUrl))).read).toBe(all)
})

test('a pre-warm writes the prefix without an answer, refreshes it later, and the next run reads it', async () => {
  const provider = createOpenAiProvider({ fetch })
  const call = callOf(
    { api: 'responses', model: 'gpt-6-luna', key: 'lab-prewarm', system: marked, question },
    baseUrl,
  )
  const never = new AbortController().signal
  expect(await provider.prewarm?.(call, never)).toMatchObject({
    uncachedInputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: { other: all, twelveHours: 0 },
    outputTokens: 0,
  })
  lab.clock.advance(25 * 60_000)
  expect(await provider.prewarm?.(call, never)).toMatchObject({
    uncachedInputTokens: 0,
    cacheReadTokens: all,
  })
  lab.clock.advance(25 * 60_000)
  expect(bucketsOf(await collect(call))).toEqual({
    uncached: tokens(question),
    read: all,
    written: 0,
    output,
  })
})

test('a pre-warm that would warm nothing is not sent, and one on chat completions is refused', async () => {
  const provider = createOpenAiProvider({ fetch })
  const never = new AbortController().signal
  const sent = lab.journal.entries.length
  const ask: Ask = { api: 'responses', model: 'gpt-6-luna', key: 'lab-prewarm', system: plain, question }
  expect(await provider.prewarm?.(callOf(ask, baseUrl), never)).toBeUndefined()
  await expect(
    provider.prewarm?.(callOf({ ...ask, api: 'chat', system: marked }, baseUrl), never),
  ).rejects.toMatchObject({ code: 'wrong_use' })
  expect(lab.journal.entries).toHaveLength(sent)
})

test('the vendor says why a cache was missed, compared with the response before', async () => {
  const ask: Ask = { api: 'responses', model: 'gpt-6-luna', key: 'lab-diagnosis', system: marked, question }
  const run = async (
    change: Partial<Ask>,
    previousResponseId?: string,
  ): Promise<{ id: string; diagnosis: unknown }> => {
    const call = callOf({ ...ask, ...change }, baseUrl)
    const events = await collect({
      ...call,
      cache: { ...call.cache, ...(previousResponseId === undefined ? {} : { previousResponseId }) },
    })
    const id = events.flatMap((event) => (event.type === 'begun' ? [event.responseId ?? ''] : []))[0] ?? ''
    return { id, diagnosis: events.find((event) => event.type === 'diagnosis')?.diagnosis }
  }
  const first = await run({})
  expect(first).toEqual({ id: expect.stringMatching(/^resp_/) as string, diagnosis: undefined })
  expect((await run({ question: 'Another one' }, first.id)).diagnosis).toEqual({ reason: 'cache_hit' })
  expect((await run({ model: 'gpt-6-sol' }, first.id)).diagnosis).toEqual({
    reason: 'model_changed',
    missedTokens: all,
  })
  const changed: Ask['system'] = [{ text: rules }, { text: `A new ${handbook}`, ttl: '30m' }]
  expect((await run({ system: changed }, first.id)).diagnosis).toEqual({
    reason: 'input_changed',
    missedTokens: tokens(handbook),
  })
  expect((await run({}, 'resp_unknown')).diagnosis).toEqual({ reason: 'comparison_response_not_found' })
})

test('two Commands on one Space share every byte before their own text', async () => {
  const ask: Ask = {
    api: 'responses',
    model: 'gpt-6-luna',
    key: 'lab-bytes',
    system: marked,
    question: 'Fix this.',
  }
  const prefixes = new Set<string>()
  for (const api of ['responses', 'chat'] as const) {
    prefixes.clear()
    for (const text of ['Fix this.', 'Translate that into French.']) {
      await collect(callOf({ ...ask, api, question: text }, baseUrl))
      const body = JSON.stringify(lab.journal.entries.at(-1)?.body)
      prefixes.add(body.slice(body.indexOf('"role":"developer"'), body.indexOf('{"role":"user"')))
    }
    expect([...prefixes][0]).toContain(handbook.slice(0, 100))
    expect(prefixes.size).toBe(1)
  }
})

test.each(['responses', 'chat'] as const)(
  '%s: of four stability groups, an edit in the last one reads the three before it',
  async (api) => {
    const groups = ['one', 'two', 'three', 'four'].map((name) => ({
      text: `${name} ${rules}`,
      ttl: '30m' as const,
    }))
    const ask: Ask = { api, model: 'gpt-6-luna', key: `lab-groups-${api}`, system: groups, question }
    const total = groups.reduce((sum, { text }) => sum + tokens(text), 0)
    expect(bucketsOf(await collect(callOf(ask, baseUrl)))).toMatchObject({ read: 0, written: total })
    const edited = {
      ...ask,
      system: [...groups.slice(0, 3), { text: `four, edited ${rules}`, ttl: '30m' as const }],
    }
    const kept = groups.slice(0, 3).reduce((sum, { text }) => sum + tokens(text), 0)
    expect(bucketsOf(await collect(callOf(edited, baseUrl)))).toMatchObject({
      read: kept,
      written: tokens(`four, edited ${rules}`),
    })
  },
)
