import { afterAll, beforeEach, expect, test } from 'vitest'
import { createOpenAiCompatibleProvider } from '../../../src-main/providers/openai-compatible/openai-compatible-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { marksPlan, testCall, textBlock, toolBlock } from '../../../src-main/providers/test-call.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab()
const provider = createOpenAiCompatibleProvider({ fetch, timeoutMs: 120_000, profile: () => 'vllm' })
const credentials = { apiKey: 'lab-compatible', baseUrl: `${lab.url}/v1` }
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(300)

afterAll(async () => await lab.close())
beforeEach(() => lab.scenarios.clear())

function call(more: Partial<ProviderCall> = {}): ProviderCall {
  return testCall({
    model: 'lab-local',
    prompt: {
      prefix: [toolBlock('search'), textBlock('system', 'Be brief.'), textBlock('space', handbook)],
      dynamic: textBlock('dynamic', 'How are you?'),
      breakpoints: [2],
    },
    plan: marksPlan({ blockIndex: 2, ttl: '30m' }),
    dialect: { openAiApi: 'responses', endpointProfile: 'vllm' },
    credentials,
    ...more,
  })
}

async function run(sent: ProviderCall, signal = new AbortController().signal): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(sent, signal)) events.push(event)
  return events
}

test('a server that takes plain messages alone answers, and tells nothing of a cache', async () => {
  const events = await run(call())
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  const usage = events.findLast((event) => event.type === 'usage')?.usage
  expect(usage?.uncachedInputTokens).toBeGreaterThan(estimateTokens(handbook))
  expect(usage).toMatchObject({ cacheReadTokens: undefined, cacheWriteTokens: undefined })
})

test('a model that caches by itself and reports it is believed', async () => {
  const sent = call({ model: 'gpt-4o' })
  await run(sent)
  const usage = (await run(sent)).findLast((event) => event.type === 'usage')?.usage
  expect(usage?.cacheReadTokens).toBeGreaterThan(1024)
})

test('a cut stream is interrupted and its usage unknown', async () => {
  lab.scenarios.add({ kind: 'cut', afterChunks: 1 })
  lab.answerWith('One two three four five six seven eight nine.')
  const events = await run(call())
  lab.answerWith(undefined)
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'stream_interrupted' } })
  expect(events.some(({ type }) => type === 'usage')).toBe(false)
})

test('stopping closes the connection at the server', async () => {
  lab.scenarios.add({ kind: 'slow', chunkMs: 300 })
  const stop = new AbortController()
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(call(), stop.signal)) {
    events.push(event)
    if (event.type === 'begun') stop.abort()
  }
  expect(events.at(-1)).toEqual({ type: 'cancelled' })
  await expect.poll(() => lab.journal.entries.at(-1)?.disconnectedAt).toBeDefined()
})

test('models are listed from the server', async () => {
  expect(await provider.listModels?.(credentials, new AbortController().signal)).toContain('gpt-4o')
})
