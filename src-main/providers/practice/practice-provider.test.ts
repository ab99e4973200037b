import { expect, test } from 'vitest'
import type { ComposedPrompt, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import { marksPlan, noCaching, testCall, textBlock, toolBlock, turnBlock } from '../test-call.ts'
import type { CacheEntry } from './prefix-cache.ts'
import { createPracticeProvider, type PracticeCacheStore } from './practice-provider.ts'

const document = `<document title="Handbook">\n${'The office opens at nine and closes at five on every working day. '.repeat(60)}\n</document>`

function callWith(text: string, more: Partial<ProviderCall> = {}): ProviderCall {
  return testCall({
    model: 'practice-1',
    prompt: promptWith(text),
    plan: marksPlan({ blockIndex: 1, ttl: '5m' }),
    maxOutputTokens: 4096,
    task: { commandId: 'fix', text, instructions: '' },
    ...more,
  })
}

function promptWith(text: string, ...turns: readonly PromptBlock[]): ComposedPrompt {
  const prefix = [textBlock('system', 'You are a helpful writer.'), textBlock('space', document), ...turns]
  return {
    prefix,
    dynamic: textBlock('dynamic', `<task>\nFix it.\n\n<text>\n${text}\n</text>\n</task>`),
    breakpoints: [1],
  }
}

const instant = { firstMs: 0, betweenMs: 0 }
const minimumTokens = (): number => 512

async function collect(events: AsyncIterable<ProviderEvent>): Promise<ProviderEvent[]> {
  const all: ProviderEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const usageOf = (events: readonly ProviderEvent[]): TokenUsage | undefined =>
  events.findLast((event) => event.type === 'usage')?.usage
const never = new AbortController().signal

test('a first run writes the Space, a second one reads it, and the text streams in word by word', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const cold = await collect(provider.stream(callWith('teh first text'), never))
  const warm = await collect(provider.stream(callWith('teh second text'), never))
  expect(textOf(cold)).toBe('The first text')
  expect(cold.filter((event) => event.type === 'text')).toHaveLength(3)
  expect(cold.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const prefixTokens = callWith('').prompt.prefix.reduce((sum, { tokens }) => sum + tokens, 0)
  expect(usageOf(cold)).toMatchObject({
    cacheReadTokens: 0,
    cacheWriteTokens: { fiveMinutes: prefixTokens, oneHour: 0 },
  })
  expect(usageOf(warm)).toMatchObject({
    cacheReadTokens: prefixTokens,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
    outputTokens: estimateTokens('The second text'),
  })
})

test('warmth outlives the provider through its store', async () => {
  let kept = '[]'
  const cacheStore: PracticeCacheStore = {
    load: () => JSON.parse(kept) as CacheEntry[],
    save: (entries) => (kept = JSON.stringify(entries)),
  }
  const runIn = async (): Promise<TokenUsage | undefined> =>
    usageOf(
      await collect(
        createPracticeProvider({ cacheStore, now: () => 0, minimumTokens, pace: instant }).stream(
          callWith('text'),
          never,
        ),
      ),
    )
  expect((await runIn())?.cacheReadTokens).toBe(0)
  expect((await runIn())?.cacheReadTokens).toBeGreaterThan(512)
})

test.each(['load', 'save'] as const)(
  'a store that cannot %s costs a warning, not the run',
  async (broken) => {
    const fail = (): never => {
      throw new Error('disk full')
    }
    const cacheStore = { load: () => [], save: () => undefined, [broken]: fail }
    const events = await collect(
      createPracticeProvider({ cacheStore, now: () => 0, minimumTokens, pace: instant }).stream(
        callWith('text'),
        never,
      ),
    )
    expect(events.filter((event) => event.type === 'warning')).toHaveLength(1)
    expect(events.at(-1)?.type).toBe('finished')
  },
)

test('stopping ends the stream, keeps the input usage and reports no output', async () => {
  const provider = createPracticeProvider({
    now: () => 0,
    minimumTokens,
    pace: { firstMs: 0, betweenMs: 3_600_000 },
  })
  const stop = new AbortController()
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith('one two three'), stop.signal)) {
    events.push(event)
    if (event.type === 'text') stop.abort()
  }
  expect(events.map(({ type }) => type)).toEqual(['begun', 'usage', 'text', 'cancelled'])
  expect(usageOf(events)?.outputTokens).toBeUndefined()
})

test('an answer over the limit is cut and says so', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const events = await collect(
    provider.stream(callWith('Many words follow here. '.repeat(100), { maxOutputTokens: 20 }), never),
  )
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'length' })
  expect(usageOf(events)?.outputTokens).toBeLessThanOrEqual(20)
})

test('a plan against the rules fails as bad input', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const marks = [
    { blockIndex: 0, ttl: '5m' as const },
    { blockIndex: 1, ttl: '1h' as const },
  ]
  const events = await collect(provider.stream(callWith('text', { plan: marksPlan(...marks) }), never))
  expect(events).toMatchObject([{ type: 'failed', error: { code: 'bad_input', retryable: false } }])
})

test('a run begins with a name of its own, before its usage', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const begins = [
    await collect(provider.stream(callWith('one'), never)),
    await collect(provider.stream(callWith('two'), never)),
  ].map(([first]) => (first?.type === 'begun' ? first.responseId : undefined))
  expect(begins.every((name) => name?.startsWith('practice_'))).toBe(true)
  expect(begins[0]).not.toBe(begins[1])
})

test('a plan without caching writes nothing, whatever marks it carries', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const events = await collect(
    provider.stream(
      callWith('text', { plan: { ...noCaching, marks: [{ blockIndex: 1, ttl: '5m' }] } }),
      never,
    ),
  )
  expect(usageOf(events)).toMatchObject({
    cacheReadTokens: 0,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
  })
})

test('a pre-warm writes the prefix without output, and the run after it reads', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const prefixTokens = promptWith('').prefix.reduce((sum, { tokens }) => sum + tokens, 0)
  expect(await provider.prewarm?.(callWith('x'), never)).toMatchObject({
    uncachedInputTokens: 0,
    cacheWriteTokens: { fiveMinutes: prefixTokens },
    outputTokens: 0,
  })
  expect(usageOf(await collect(provider.stream(callWith('teh text'), never)))).toMatchObject({
    cacheReadTokens: prefixTokens,
  })
  await expect(provider.prewarm?.(callWith('x', { plan: noCaching }), never)).rejects.toMatchObject({
    code: 'wrong_use',
  })
  await expect(provider.prewarm?.(callWith('x'), AbortSignal.abort())).rejects.toMatchObject({
    code: 'timeout',
  })
})

test('tools come first, turns last: a longer conversation reads the shorter one, another tool nothing', async () => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const turns = [
    turnBlock('user', 'Explain our hours.'),
    turnBlock('assistant', 'Nine to five. '.repeat(50)),
    turnBlock('user', 'And on Sundays?'),
    turnBlock('assistant', 'Closed.'),
  ]
  const readOf = async (tool: string, count: number): Promise<number | undefined> => {
    const base = promptWith('more', ...turns.slice(0, count))
    const prompt = { ...base, prefix: [toolBlock(tool), ...base.prefix] }
    return usageOf(
      await collect(
        provider.stream(
          callWith('more', { prompt, plan: marksPlan({ blockIndex: prompt.prefix.length - 1, ttl: '5m' }) }),
          never,
        ),
      ),
    )?.cacheReadTokens
  }
  expect(await readOf('search', 2)).toBe(0)
  const shorter = [toolBlock('search'), ...promptWith('', ...turns.slice(0, 2)).prefix].reduce(
    (sum, { tokens }) => sum + tokens,
    0,
  )
  expect(await readOf('search', 4)).toBe(shorter)
  expect(await readOf('lookup', 4)).toBe(0)
})

const earlier = [
  turnBlock('user', '<text>\nhello teh world, formal\n</text>'),
  turnBlock('user', '<text>\nhello teh world\n</text>'),
  turnBlock(
    'assistant',
    "Hi Tom, I can't come! It's basically the invoice that is late. The invoice of March is late again.",
  ),
]

test.each([
  ['shorter', 'Please make it shorter.', '', /^(?=.*invoice).{10,60}$/],
  ['a list', 'as bullet points', '', /^- /],
  ['formal', 'More formal, please', '', /^Hello Tom, I cannot come\. It is basically/],
  ['formal, typed as the text', '', 'more formal', /^Hello Tom, I cannot come/],
  ['the same wish again', '', 'hello teh world, formal', /^Hello Tom, I cannot come/],
  ['a question to the Space', 'When does the office open?', '', /opens at nine.*\(Handbook\)/],
  ['something it cannot do', 'Make it rhyme', '', /knows: shorter.*unchanged:\n\nHi Tom/s],
  ['nothing new: the Command on the last answer', '', 'hello teh world', /^Hi Tom, I can't come!/],
  ['a new text of its own', 'Keep it', 'teh other text is here', /^The other text is here$/],
])('a follow-up asks for %s', async (_name, instructions, text, expected) => {
  const provider = createPracticeProvider({ now: () => 0, minimumTokens, pace: instant })
  const call = callWith(text, {
    prompt: promptWith(text, ...earlier),
    task: { commandId: 'fix', text, instructions },
  })
  expect(textOf(await collect(provider.stream(call, never)))).toMatch(expected)
})
