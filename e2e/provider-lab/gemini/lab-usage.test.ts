import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import documented from '../../../src-main/providers/gemini/__fixtures__/documented-responses.json' with { type: 'json' }
import type { Fetch } from '../../../src-main/providers/provider.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import { byOurs, clients, toCall, runOurs, type Ask, type Buckets, type Client } from './usage-oracles.ts'

const lab = await createProviderLab()
const model = 'gemini-3.8-flash'
afterAll(async () => await lab.close())
beforeEach(() => lab.scenarios.clear())

const chunkSchema = z.looseObject({
  usageMetadata: z.unknown().optional(),
  candidates: z.array(z.looseObject({ content: z.looseObject({ parts: z.array(z.unknown()).optional() }) })),
})
const documentedSchema = z.object({
  explicitCache: z.string().optional(),
  chunks: z.array(chunkSchema),
  expected: z.object({ uncached: z.number(), read: z.number(), output: z.number() }),
})
type Documented = z.infer<typeof documentedSchema>

/** Answers with the same responses as a stream or, where one piece is asked for, as their sum. */
function answering(chunks: Documented['chunks']): Fetch {
  return (input) => {
    const url = input instanceof Request ? input.url : String(input)
    if (url.includes(':streamGenerateContent'))
      return Promise.resolve(
        new Response(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''), {
          headers: { 'content-type': 'text/event-stream' },
        }),
      )
    const last = chunks.at(-1)
    const parts = chunks.flatMap(({ candidates }) => candidates[0]?.content.parts ?? [])
    const whole = {
      ...last,
      candidates: [{ ...last?.candidates[0], content: { role: 'model', parts } }],
      usageMetadata: chunks.findLast(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata,
    }
    return Promise.resolve(
      new Response(JSON.stringify(whole), { headers: { 'content-type': 'application/json' } }),
    )
  }
}

const fixtures = Object.entries(z.record(z.string(), documentedSchema).parse(documented))
const documentedCases = fixtures.flatMap(([name, details]) =>
  clients.map(([client, read]) => ({ name, client, read, details })),
)

test.each(documentedCases)('documented: $name: $client', async ({ read, details }) => {
  const ask: Ask = {
    url: 'http://127.0.0.1:1',
    key: 'lab-fixture-key',
    model,
    system: ['Be brief.'],
    question: 'Hi',
    explicitCache: details.explicitCache,
    fetch: answering(details.chunks),
  }
  expect(await read(ask)).toEqual(details.expected)
})

const rules = 'Answer in plain words and keep to the facts. '.repeat(120)
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(400)
const question = 'How are you today, dear wörld?'
const tokens = estimateTokens
const output = tokens(question)

interface Story {
  readonly name: string
  readonly system: readonly string[]
  /** What happens before the measured run; it may change the question's cache. */
  readonly before?: (ask: Ask, read: Client) => Promise<unknown>
  readonly expected: Buckets
}

const stories: readonly Story[] = [
  {
    name: 'cold',
    system: [rules, handbook],
    expected: { uncached: tokens(rules) + tokens(handbook) + tokens(question), read: 0, output },
  },
  {
    name: 'warm, with another question before',
    system: [rules, handbook],
    before: (ask, read) => read({ ...ask, question: 'Another one' }),
    expected: { uncached: tokens(question), read: tokens(rules) + tokens(handbook), output },
  },
  {
    name: 'a changed second document: the first is read',
    system: [handbook, rules],
    before: (ask, read) => read({ ...ask, system: [handbook, 'Older rules.'] }),
    expected: { uncached: tokens(rules) + tokens(question), read: tokens(handbook), output },
  },
  {
    name: 'expired after five minutes without use',
    system: [rules, handbook],
    before: async (ask, read) => {
      await read(ask)
      lab.clock.advance(5 * 60_000)
    },
    expected: { uncached: tokens(rules) + tokens(handbook) + tokens(question), read: 0, output },
  },
  {
    name: 'below the minimum of 4,096',
    system: [rules],
    before: (ask, read) => read(ask),
    expected: { uncached: tokens(rules) + tokens(question), read: 0, output },
  },
]

const labCases = stories.flatMap((story, storyIndex) =>
  clients.map(([client, read], clientIndex) => ({
    story: story.name,
    client,
    read,
    details: story,
    key: `lab-g-${storyIndex}-${clientIndex}`,
  })),
)

test.each(labCases)('lab: $story: $client reads what was billed', async ({ read, details, key }) => {
  expect(tokens(rules)).toBeLessThan(4096)
  const ask: Ask = { url: lab.url, key, model, system: details.system, question }
  await details.before?.(ask, read)
  expect(await read(ask)).toEqual(details.expected)
})

/** Where the clients disagree, and why ours is the one that is true to what was reported. */
const disagreements: readonly (readonly [
  name: string,
  usageMetadata: unknown,
  explicitCache: string | undefined,
  ours: Buckets,
  aiSdk: Buckets,
])[] = [
  [
    'no usage at all: the AI SDK says unknown too',
    undefined,
    undefined,
    { uncached: undefined, read: undefined, output: undefined },
    { uncached: undefined, read: undefined, output: undefined },
  ],
  [
    'more cached than prompt: the AI SDK counts below zero',
    { promptTokenCount: 10, cachedContentTokenCount: 50, candidatesTokenCount: 2 },
    undefined,
    { uncached: undefined, read: undefined, output: 2 },
    { uncached: -40, read: 50, output: 2 },
  ],
  [
    'no cached count although a cache was named: the AI SDK says 0',
    { promptTokenCount: 9000, candidatesTokenCount: 2 },
    'cachedContents/abc',
    { uncached: undefined, read: undefined, output: 2 },
    { uncached: 9000, read: 0, output: 2 },
  ],
  [
    'no prompt count: the AI SDK says 0',
    { candidatesTokenCount: 2 },
    undefined,
    { uncached: undefined, read: undefined, output: 2 },
    { uncached: 0, read: 0, output: 2 },
  ],
]

test.each(disagreements)('%s', async (_name, usageMetadata, explicitCache, ours, aiSdk) => {
  const chunk = {
    candidates: [{ content: { parts: [{ text: 'Hi' }], role: 'model' }, finishReason: 'STOP' }],
    usageMetadata,
  }
  const ask: Ask = {
    url: 'http://127.0.0.1:1',
    key: 'lab-fixture-key',
    model,
    system: ['Be brief.'],
    question: 'Hi',
    explicitCache,
    fetch: answering([chunk]),
  }
  const read = Object.fromEntries(
    await Promise.all(clients.map(async ([client, by]) => [client, await by(ask)] as const)),
  )
  expect(read['our adapter']).toEqual(ours)
  expect(read['our converter on a response in one piece']).toEqual(ours)
  expect(read['the AI SDK']).toEqual(aiSdk)
  expect(read['the AI SDK, streaming']).toEqual(aiSdk)
})

test('parallel cold starts all miss; the next run reads', async () => {
  const ask: Ask = { url: lab.url, key: 'lab-g-parallel', model, system: [handbook], question }
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100 }, 3)
  const cold = await Promise.all([byOurs(ask), byOurs(ask), byOurs(ask)])
  expect(cold.map(({ read }) => read)).toEqual([0, 0, 0])
  expect((await byOurs({ ...ask, question: 'Another one' })).read).toBe(tokens(handbook))
})

test('turns of a continued conversation are a prefix too', async () => {
  const call = toCall({ url: lab.url, key: 'lab-g-turns', model, system: [handbook], question })
  await runOurs(call)
  const turn = (role: 'user' | 'assistant', text: string) => ({
    segment: 'conversation' as const,
    role,
    text,
    hash: text,
    tokens: 1,
  })
  const continued = {
    ...call,
    prompt: {
      ...call.prompt,
      prefix: [...call.prompt.prefix, turn('user', question), turn('assistant', 'Fine.')],
    },
  }
  const usage = (await runOurs(continued)).findLast((event) => event.type === 'usage')?.usage
  expect(usage).toMatchObject({
    cacheReadTokens: tokens(handbook) + tokens(question),
    uncachedInputTokens: tokens('Fine.') + tokens(question),
  })
})
