import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ComposedPrompt, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import type { CacheEntry } from './prefix-cache.ts'
import { createPracticeProvider, type PracticeCacheStore } from './practice-provider.ts'

function block(segment: PromptBlock['segment'], text: string): PromptBlock {
  return { segment, text, hash: createHash('sha256').update(text).digest('hex'), tokens: estimateTokens(text) }
}

const document = `<document title="Handbook">\n${'The office opens at nine and closes at five on every working day. '.repeat(60)}\n</document>`

function callWith(text: string, more: Partial<ProviderCall> = {}): ProviderCall {
  const prompt: ComposedPrompt = {
    prefix: [block('system', 'You are a helpful writer.'), block('space', document)],
    dynamic: block('dynamic', `<task>\nFix it.\n\n<text>\n${text}\n</text>\n</task>`),
  }
  return { model: 'practice-1', prompt, plan: { marks: [{ blockIndex: 1, ttl: '5m' }], reason: '' }, maxOutputTokens: 4096, credentials: {}, task: { commandId: 'fix', text, instructions: '' }, ...more }
}

const instant = { firstMs: 0, betweenMs: 0 }
const minimumTokens = (): number => 512

async function collect(events: AsyncIterable<ProviderEvent>): Promise<ProviderEvent[]> {
  const all: ProviderEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const textOf = (events: readonly ProviderEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const usageOf = (events: readonly ProviderEvent[]): TokenUsage | undefined => events.findLast((event) => event.type === 'usage')?.usage
const never = new AbortController().signal

test('a first run writes the Space, a second one reads it, and the text streams in word by word', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const cold = await collect(provider.stream(callWith('teh first text'), never))
  const warm = await collect(provider.stream(callWith('teh second text'), never))
  expect(textOf(cold)).toBe('The first text')
  expect(cold.filter((event) => event.type === 'text')).toHaveLength(3)
  expect(cold.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const prefixTokens = callWith('').prompt.prefix.reduce((sum, { tokens }) => sum + tokens, 0)
  expect(usageOf(cold)).toMatchObject({ cacheReadTokens: 0, cacheWriteTokens: { fiveMinutes: prefixTokens, oneHour: 0 } })
  expect(usageOf(warm)).toMatchObject({ cacheReadTokens: prefixTokens, cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 }, outputTokens: estimateTokens('The second text') })
})

test('warmth outlives the provider through its store', async () => {
  let kept = '[]'
  const cacheStore: PracticeCacheStore = { load: () => JSON.parse(kept) as CacheEntry[], save: (entries) => (kept = JSON.stringify(entries)) }
  const runIn = async (): Promise<TokenUsage | undefined> =>
    usageOf(await collect(createPracticeProvider({ cacheStore, now: () => 0, minimumTokens, pace: instant }).stream(callWith('text'), never)))
  expect((await runIn())?.cacheReadTokens).toBe(0)
  expect((await runIn())?.cacheReadTokens).toBeGreaterThan(512)
})

test.each(['load', 'save'] as const)('a store that cannot %s costs a warning, not the run', async (broken) => {
  const fail = (): never => {
    throw new Error('disk full')
  }
  const cacheStore = { load: () => [], save: () => undefined, [broken]: fail }
  const events = await collect(createPracticeProvider({ cacheStore, now: () => 0, minimumTokens, pace: instant }).stream(callWith('text'), never))
  expect(events.filter((event) => event.type === 'warning')).toHaveLength(1)
  expect(events.at(-1)?.type).toBe('finished')
})

test('stopping ends the stream within 50 ms, keeps the input usage and reports no output', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: { firstMs: 0, betweenMs: 10_000 } })
  const stop = new AbortController()
  let stoppedAt = 0
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith('one two three'), stop.signal)) {
    events.push(event)
    if (event.type === 'text') {
      stoppedAt = performance.now()
      stop.abort()
    }
  }
  expect(performance.now() - stoppedAt).toBeLessThan(50)
  expect(events.map(({ type }) => type)).toEqual(['usage', 'text', 'cancelled'])
  expect(usageOf(events)?.outputTokens).toBeUndefined()
})

test('an answer over the limit is cut and says so', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const events = await collect(provider.stream(callWith('Many words follow here. '.repeat(100), { maxOutputTokens: 20 }), never))
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'length' })
  expect(usageOf(events)?.outputTokens).toBeLessThanOrEqual(20)
})

test('a plan against the rules fails as bad input', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const marks = [{ blockIndex: 0, ttl: '5m' as const }, { blockIndex: 1, ttl: '1h' as const }]
  const events = await collect(provider.stream(callWith('text', { plan: { marks, reason: '' } }), never))
  expect(events).toMatchObject([{ type: 'failed', error: { code: 'bad_input', retryable: false } }])
})
