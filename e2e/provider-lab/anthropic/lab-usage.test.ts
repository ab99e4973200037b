import Anthropic from '@anthropic-ai/sdk'
import { createAnthropic } from '@ai-sdk/anthropic'
import { generateText, streamText } from 'ai'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createAnthropicProvider } from '../../../src-main/providers/anthropic/anthropic-provider.ts'
import {
  anthropicUsageSchema,
  fromAnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import type { ProviderEvent } from '../../../src-main/providers/provider.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { MarkTtl } from '../../../src-main/providers/practice/prefix-blocks.ts'
import { marksPlan, testCall, textBlock } from '../../../src-main/providers/test-call.ts'
import { createProviderLab } from '../create-provider-lab.ts'

/** Usage in disjoint buckets, however a client reports it. */
interface Buckets {
  uncached: number | undefined
  read: number | undefined
  written: number | undefined
  writtenOneHour: number | undefined
  output: number | undefined
}

interface Ask {
  key: string
  system: { text: string; ttl?: MarkTtl }[]
  question: string
}

const lab = await createProviderLab()
const model = 'claude-haiku-5-5'
afterAll(async () => await lab.close())
beforeEach(() => lab.scenarios.clear())

const systemOf = (ask: Ask): Anthropic.TextBlockParam[] =>
  ask.system.map(({ text, ttl }) => ({
    type: 'text',
    text,
    ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl } }),
  }))

const rawUsageSchema = z.object({ cache_creation: z.object({ ephemeral_1h_input_tokens: z.number() }) })

/** Our own converter is one of the parties, so the SDK's numbers are read by hand. */
function bucketsOf(usage: Anthropic.Usage, output: number): Buckets {
  return {
    uncached: usage.input_tokens,
    read: usage.cache_read_input_tokens ?? undefined,
    written: usage.cache_creation_input_tokens ?? undefined,
    writtenOneHour: usage.cache_creation?.ephemeral_1h_input_tokens,
    output,
  }
}

async function bySdk(ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const client = new Anthropic({ apiKey: ask.key, baseURL: lab.url, maxRetries: 0 })
  const body = {
    model,
    max_tokens: 1000,
    system: systemOf(ask),
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: ask.question }] }],
  }
  const message = isStreaming
    ? await client.messages.stream(body).finalMessage()
    : await client.messages.create(body)
  return bucketsOf(message.usage, message.usage.output_tokens)
}

async function byAiSdk(ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const provider = createAnthropic({ apiKey: ask.key, baseURL: `${lab.url}/v1` })
  const system = ask.system.map(({ text, ttl }) => ({
    role: 'system' as const,
    content: text,
    ...(ttl === undefined
      ? {}
      : { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral', ttl } } } }),
  }))
  const input = {
    model: provider(model),
    maxOutputTokens: 1000,
    maxRetries: 0,
    system,
    messages: [{ role: 'user' as const, content: ask.question }],
  }
  const result = isStreaming ? streamText(input) : await generateText(input)
  const usage = await result.usage
  const raw = rawUsageSchema.parse((await result.finalStep).providerMetadata?.anthropic?.usage)
  return {
    uncached: usage.inputTokenDetails.noCacheTokens,
    read: usage.inputTokenDetails.cacheReadTokens,
    written: usage.inputTokenDetails.cacheWriteTokens,
    writtenOneHour: raw.cache_creation.ephemeral_1h_input_tokens,
    output: usage.outputTokens,
  }
}

async function byOurs(ask: Ask): Promise<Buckets> {
  const prefix = ask.system.map(({ text }, index) => textBlock(index === 0 ? 'system' : 'space', text))
  const marks = ask.system.flatMap(({ ttl }, blockIndex) => (ttl === undefined ? [] : [{ blockIndex, ttl }]))
  const call = testCall({
    prompt: { prefix, dynamic: textBlock('dynamic', ask.question), breakpoints: [] },
    plan: marksPlan(...marks),
    credentials: { apiKey: ask.key, baseUrl: lab.url },
  })
  const events: ProviderEvent[] = []
  for await (const event of createAnthropicProvider({ fetch }).stream(call, new AbortController().signal))
    events.push(event)
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const usage = events.findLast((event) => event.type === 'usage')?.usage
  const writes = usage?.cacheWriteTokens
  return {
    uncached: usage?.uncachedInputTokens,
    read: usage?.cacheReadTokens,
    written: (writes?.fiveMinutes ?? 0) + (writes?.oneHour ?? 0) + (writes?.other ?? 0),
    writtenOneHour: writes?.oneHour,
    output: usage?.outputTokens,
  }
}

const clients: readonly (readonly [name: string, (ask: Ask) => Promise<Buckets>])[] = [
  ['official SDK', (ask) => bySdk(ask, false)],
  ['official SDK, streaming', (ask) => bySdk(ask, true)],
  ['AI SDK', (ask) => byAiSdk(ask, false)],
  ['AI SDK, streaming', (ask) => byAiSdk(ask, true)],
  ['our adapter', byOurs],
]

const rules = 'Answer in plain words and keep to the facts. '.repeat(80)
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(300)
const short = 'Be brief.'
const tokens = estimateTokens
const question = 'How are you today, dear wörld?'
const output = tokens(question)

interface Story {
  name: string
  system: Ask['system']
  /** Runs before the measured one. */
  before?: (ask: Ask, run: (ask: Ask) => Promise<Buckets>) => Promise<unknown>
  expected: Buckets
}

const stories: Story[] = [
  {
    name: 'cold',
    system: [{ text: rules }, { text: handbook, ttl: '5m' }],
    expected: {
      uncached: tokens(question),
      read: 0,
      written: tokens(rules) + tokens(handbook),
      writtenOneHour: 0,
      output,
    },
  },
  {
    name: 'warm, with another question before',
    system: [{ text: rules }, { text: handbook, ttl: '5m' }],
    before: (ask, run) => run({ ...ask, question: 'Another one' }),
    expected: {
      uncached: tokens(question),
      read: tokens(rules) + tokens(handbook),
      written: 0,
      writtenOneHour: 0,
      output,
    },
  },
  {
    name: 'partly warm: the first segment is read, the changed second one written',
    system: [
      { text: rules, ttl: '5m' },
      { text: handbook, ttl: '5m' },
    ],
    before: (ask, run) =>
      run({ ...ask, system: [{ text: rules, ttl: '5m' }, { text: 'An older handbook.' }] }),
    expected: {
      uncached: tokens(question),
      read: tokens(rules),
      written: tokens(handbook),
      writtenOneHour: 0,
      output,
    },
  },
  {
    name: 'an hour and five minutes',
    system: [
      { text: rules, ttl: '1h' },
      { text: handbook, ttl: '5m' },
    ],
    expected: {
      uncached: tokens(question),
      read: 0,
      written: tokens(rules) + tokens(handbook),
      writtenOneHour: tokens(rules),
      output,
    },
  },
  {
    name: 'five minutes are over, the hour is not',
    system: [
      { text: rules, ttl: '1h' },
      { text: handbook, ttl: '5m' },
    ],
    before: async (ask, run) => {
      await run(ask)
      lab.clock.advance(6 * 60_000)
    },
    expected: {
      uncached: tokens(question),
      read: tokens(rules),
      written: tokens(handbook),
      writtenOneHour: 0,
      output,
    },
  },
  {
    name: 'below the minimum',
    system: [{ text: short, ttl: '5m' }],
    before: (ask, run) => run(ask),
    expected: { uncached: tokens(short) + tokens(question), read: 0, written: 0, writtenOneHour: 0, output },
  },
]

const cases = stories.flatMap((story, storyIndex) =>
  clients.map(([client, run], clientIndex) => ({
    story: story.name,
    client,
    run,
    details: story,
    key: `lab-${storyIndex}-${clientIndex}`,
  })),
)

test.each(cases)('$story: $client reads the usage that was billed', async ({ run, details, key }) => {
  const ask: Ask = { key, system: details.system, question }
  await details.before?.(ask, run)
  expect(await run(ask)).toEqual(details.expected)
})

test('parallel cold starts all write; the next run reads', async () => {
  const ask: Ask = { key: 'lab-parallel', system: [{ text: handbook, ttl: '5m' }], question }
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100 }, 3)
  const written = await Promise.all([byOurs(ask), byOurs(ask), byOurs(ask)])
  expect(written.map(({ written: count }) => count)).toEqual([1, 1, 1].map(() => tokens(handbook)))
  expect((await byOurs(ask)).read).toBe(tokens(handbook))
})

test('a pre-warm writes without an answer and the next run reads', async () => {
  const key = 'lab-prewarm'
  const client = new Anthropic({ apiKey: key, baseURL: lab.url, maxRetries: 0 })
  const system = systemOf({ key, question, system: [{ text: handbook, ttl: '1h' }] })
  const message = await client.messages.create({
    model,
    max_tokens: 0,
    system,
    messages: [{ role: 'user', content: 'warm up' }],
  })
  expect(message.content).toEqual([])
  expect(message.usage).toMatchObject({ output_tokens: 0, cache_creation_input_tokens: tokens(handbook) })
  expect((await byOurs({ key, system: [{ text: handbook, ttl: '1h' }], question })).read).toBe(
    tokens(handbook),
  )
})

test('the count endpoint counts what a message would bill', async () => {
  const client = new Anthropic({ apiKey: 'lab-count', baseURL: lab.url })
  const counted = await client.messages.countTokens({
    model,
    system: handbook,
    messages: [{ role: 'user', content: question }],
  })
  expect(counted.input_tokens).toBe(tokens(handbook) + tokens(question))
})

test('our converter and the official SDK agree on a message in one piece', async () => {
  const client = new Anthropic({ apiKey: 'lab-convert', baseURL: lab.url })
  const system = systemOf({
    key: '',
    question,
    system: [
      { text: rules, ttl: '1h' },
      { text: handbook, ttl: '5m' },
    ],
  })
  const { usage } = await client.messages.create({
    model,
    max_tokens: 100,
    system,
    messages: [{ role: 'user', content: question }],
  })
  expect(fromAnthropicUsage(anthropicUsageSchema.parse(usage), true)).toMatchObject({
    uncachedInputTokens: usage.input_tokens,
    cacheWriteTokens: { fiveMinutes: tokens(handbook), oneHour: tokens(rules) },
    outputTokens: usage.output_tokens,
  })
})
