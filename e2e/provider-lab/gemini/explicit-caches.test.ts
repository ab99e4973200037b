import { afterAll, beforeEach, expect, test } from 'vitest'
import { createGeminiProvider } from '../../../src-main/providers/gemini/gemini-provider.ts'
import type { ExplicitCache, ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import { clients, runOurs, toCall, type Ask } from './usage-oracles.ts'

const lab = await createProviderLab({ keys: { 'my-google-key': 'team', 'my-other-key': 'team' } })
const model = 'gemini-3.8-flash'
const rules = 'Answer in plain words and keep to the facts. '
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(400)
const question = 'How are you today?'
const tokens = estimateTokens
const hour = 60 * 60_000
const never = new AbortController().signal
const { explicitCaches } = createGeminiProvider({ fetch, timeoutMs: 3_000 })

afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  lab.journal.clear()
})

const askWith = (key: string): Ask => ({
  url: lab.url,
  key,
  model,
  system: [rules, handbook],
  question,
  explicitCache: 'none yet',
})
const create = async (call: ProviderCall, lifetimeMs = hour): Promise<ExplicitCache> =>
  (await explicitCaches?.create(call, lifetimeMs, never)) ?? { name: '', expiresAt: 0 }
const remove = async (name: string, call: ProviderCall): Promise<void> =>
  await explicitCaches?.delete(name, call.credentials, never)
const reading = (call: ProviderCall, explicitCache: string): ProviderCall => ({
  ...call,
  cache: { ...call.cache, explicitCache },
})
const usageOf = (events: readonly ProviderEvent[]): TokenUsage | undefined =>
  events.findLast((event) => event.type === 'usage')?.usage
const bodyOf = (index: number): unknown => lab.journal.entries.at(index)?.body

function withTool(call: ProviderCall): ProviderCall {
  const tool = {
    name: 'look_up',
    description: 'Looks up',
    parameters: { type: 'object', properties: { word: { type: 'string' } } },
  }
  const block: PromptBlock = { segment: 'tools', tool, text: JSON.stringify(tool), hash: 't', tokens: 20 }
  return {
    ...call,
    prompt: { ...call.prompt, prefix: [block, ...call.prompt.prefix] },
    plan: { ...call.plan, marks: [{ blockIndex: 2, ttl: '1h' }] },
  }
}

test('a cache is created, read and refused after its end, and each run is billed so', async () => {
  const call = toCall(askWith('lab-life'))
  const cache = await create(call)
  expect(cache).toEqual({
    name: expect.stringMatching(/^cachedContents\//) as string,
    expiresAt: expect.any(Number) as number,
    tokens: tokens(rules) + tokens(handbook),
  })
  expect(Math.abs(cache.expiresAt - (lab.clock.now() + hour))).toBeLessThan(5000)
  expect(usageOf(await runOurs(reading(call, cache.name)))).toMatchObject({
    uncachedInputTokens: tokens(question),
    cacheReadTokens: cache.tokens,
  })
  lab.clock.advance(hour)
  const events = await runOurs(reading(call, cache.name))
  expect(events).toEqual([
    {
      type: 'failed',
      error: {
        code: 'not_found',
        retryable: true,
        message: expect.stringContaining('no longer has the cache') as string,
      },
    },
  ])
})

test.each(clients)('%s reads the usage of an explicit cache', async (_name, read) => {
  const ask = askWith('lab-clients')
  const { name, tokens: held } = await create(toCall(ask))
  expect(await read({ ...ask, explicitCache: name })).toEqual({
    uncached: tokens(question),
    read: held,
    output: tokens(question),
  })
})

test('the cache is told nothing but the prefix, and the request with it nothing but the rest', async () => {
  const call = withTool(toCall(askWith('lab-wire')))
  const { name } = await create(call, 90_400)
  await runOurs(reading(call, name))
  const parts = [{ text: rules }, { text: handbook }]
  const declaration = {
    name: 'look_up',
    description: 'Looks up',
    parametersJsonSchema: { type: 'object', properties: { word: { type: 'string' } } },
  }
  expect(bodyOf(0)).toEqual({
    model: `models/${model}`,
    displayName: 'rephlo-scope-of-a-space',
    ttl: '90s',
    systemInstruction: { parts },
    tools: [{ functionDeclarations: [declaration] }],
  })
  expect(bodyOf(1)).toEqual({
    cachedContent: name,
    contents: [{ role: 'user', parts: [{ text: question }] }],
    generationConfig: { maxOutputTokens: 1000 },
  })
})

test('documents behind the mark lead the contents, so that nothing is lost', async () => {
  const whole = toCall({ ...askWith('lab-partial'), system: [rules, handbook, 'News of today.'] })
  const call = { ...whole, plan: { ...whole.plan, marks: [{ blockIndex: 1, ttl: '1h' as const }] } }
  const { name } = await create(call)
  const events = await runOurs(reading(call, name))
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  expect(bodyOf(-1)).toMatchObject({
    contents: [{ role: 'user', parts: [{ text: 'News of today.' }, { text: question }] }],
  })
})

test.each([
  [
    'without the tools',
    (call: ProviderCall): ProviderCall => ({
      ...withTool(call),
      plan: { ...call.plan, marks: [{ blockIndex: 0, ttl: '1h' }] },
    }),
  ],
  ['without a mark', (call: ProviderCall): ProviderCall => ({ ...call, plan: { ...call.plan, marks: [] } })],
])('a plan %s is refused before anything is sent', async (_name, change) => {
  const call = change(toCall(askWith('lab-refused')))
  await expect(create(call)).rejects.toMatchObject({ code: 'bad_input', retryable: false })
  expect((await runOurs(call)).at(-1)).toMatchObject({ type: 'failed', error: { code: 'bad_input' } })
  expect(lab.journal.entries).toHaveLength(0)
})

test('the turns of a conversation can be held, and those after the mark are sent', async () => {
  const call = toCall(askWith('lab-turns'))
  const turn = (role: 'user' | 'assistant', text: string): PromptBlock => ({
    segment: 'conversation',
    role,
    text,
    hash: text,
    tokens: 1,
  })
  const prefix = [
    ...call.prompt.prefix,
    turn('user', 'One'),
    turn('assistant', 'Two'),
    turn('user', 'Three'),
    turn('assistant', 'Four'),
  ]
  const long: ProviderCall = {
    ...call,
    prompt: { ...call.prompt, prefix },
    plan: { ...call.plan, marks: [{ blockIndex: 3, ttl: '1h' }] },
  }
  const { name } = await create(long)
  await runOurs(reading(long, name))
  expect(bodyOf(0)).toMatchObject({
    contents: [
      { role: 'user', parts: [{ text: 'One' }] },
      { role: 'model', parts: [{ text: 'Two' }] },
    ],
  })
  expect(bodyOf(1)).toMatchObject({
    contents: [
      { role: 'user', parts: [{ text: 'Three' }] },
      { role: 'model', parts: [{ text: 'Four' }] },
      { role: 'user', parts: [{ text: question }] },
    ],
  })
})

test('a changed Space gets a cache of its own; the old one goes on holding the old text until it is deleted', async () => {
  const before = toCall(askWith('lab-changed'))
  const after = toCall({ ...askWith('lab-changed'), system: [rules, `${handbook}Fridays off. `] })
  const [old, fresh] = [await create(before), await create(after)]
  expect(fresh.name).not.toBe(old.name)
  expect(fresh.tokens).toBeGreaterThan(old.tokens ?? 0)
  await remove(old.name, before)
  expect(usageOf(await runOurs(reading(after, fresh.name)))?.cacheReadTokens).toBe(fresh.tokens)
})
