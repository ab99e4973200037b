import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import { readFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import type { OpenAiApi } from '../../../src-shared/entities.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import type { Fetch } from '../provider.ts'
import { testCall } from '../test-call.ts'
import { fromChatUsage, fromResponsesUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'
import { createOpenAiProvider } from './openai-provider.ts'

const read = async (name: string): Promise<string> =>
  await readFile(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8')
const model = 'gpt-6.1-terra'
const apiKey = 'sk-recorded'

async function recorded(name: string): Promise<Fetch> {
  const body = await read(name)
  const type = name.endsWith('.sse') ? 'text/event-stream' : 'application/json'
  return () => Promise.resolve(new Response(body, { headers: { 'content-type': type } }))
}

/** In disjoint buckets; the AI SDK and the SDK's types for chat do not tell lifetimes apart. */
const expected = {
  responses: { uncached: 1000, read: 6000, written: 2000, output: 42 },
  chat: { uncached: 22, read: 1920, written: 64, output: 300 },
}

function toBuckets(usage: TokenUsage | undefined): object {
  const writes = usage?.cacheWriteTokens
  return {
    uncached: usage?.uncachedInputTokens,
    read: usage?.cacheReadTokens,
    written: (writes?.other ?? 0) + (writes?.twelveHours ?? 0),
    output: usage?.outputTokens,
  }
}

async function ours(api: OpenAiApi, fetch: Fetch): Promise<TokenUsage | undefined> {
  let usage: TokenUsage | undefined
  const call = testCall({
    model,
    credentials: { apiKey },
    dialect: { openAiApi: api, endpointProfile: 'other' },
  })
  for await (const event of createOpenAiProvider({ fetch }).stream(call, new AbortController().signal))
    if (event.type === 'usage') usage = event.usage
  return usage
}

async function byAiSdk(api: OpenAiApi, fetch: Fetch, isStreaming: boolean): Promise<object> {
  const provider = createOpenAI({ apiKey, fetch })
  const input = {
    model: api === 'chat' ? provider.chat(model) : provider.responses(model),
    prompt: 'Hi',
    maxRetries: 0,
  }
  const usage = isStreaming ? await streamText(input).usage : (await generateText(input)).usage
  const { noCacheTokens, cacheReadTokens, cacheWriteTokens } = usage.inputTokenDetails
  return {
    uncached: noCacheTokens,
    read: cacheReadTokens,
    written: cacheWriteTokens,
    output: usage.outputTokens,
  }
}

/** The SDK does no arithmetic: what it hands out is read by hand. */
async function bySdk(api: OpenAiApi, fetch: Fetch, isStreaming: boolean): Promise<object> {
  const client = new OpenAI({ apiKey, fetch, maxRetries: 0 })
  if (api === 'chat') {
    const body = { model, messages: [{ role: 'user' as const, content: 'Hi' }] }
    const usage = isStreaming
      ? (await client.chat.completions.stream(body).finalChatCompletion()).usage
      : (await client.chat.completions.create(body)).usage
    const { cached_tokens: cached = 0, cache_write_tokens: written = 0 } = usage?.prompt_tokens_details ?? {}
    return {
      uncached: (usage?.prompt_tokens ?? 0) - cached - written,
      read: cached,
      written,
      output: usage?.completion_tokens,
    }
  }
  const { usage } = isStreaming
    ? await client.responses.stream({ model, input: 'Hi' }).finalResponse()
    : await client.responses.create({ model, input: 'Hi' })
  const { cached_tokens: cached = 0, cache_write_tokens: written = 0 } = usage?.input_tokens_details ?? {}
  return {
    uncached: (usage?.input_tokens ?? 0) - cached - written,
    read: cached,
    written,
    output: usage?.output_tokens,
  }
}

test.each(['responses', 'chat'] as const)(
  '%s: the documented payloads mean the same to everybody',
  async (api) => {
    const inOnePiece = (JSON.parse(await read(`${api}.json`)) as { usage: unknown }).usage
    expect(toBuckets((api === 'chat' ? fromChatUsage : fromResponsesUsage)(inOnePiece))).toEqual(
      expected[api],
    )
    expect(toBuckets(await ours(api, await recorded(`${api}.sse`)))).toEqual(expected[api])
    expect(await bySdk(api, await recorded(`${api}.json`), false)).toEqual(expected[api])
    expect(await bySdk(api, await recorded(`${api}.sse`), true)).toEqual(expected[api])
    expect(await byAiSdk(api, await recorded(`${api}.json`), false)).toEqual(expected[api])
    expect(await byAiSdk(api, await recorded(`${api}.sse`), true)).toEqual(expected[api])
  },
)

test('where the AI SDK differs: lifetimes are not told apart, and what was not reported is 0', async () => {
  expect((await ours('responses', await recorded('responses.sse')))?.cacheWriteTokens).toEqual({
    other: 500,
    twelveHours: 1500,
  })
  const silent = { prompt_tokens: 2006, completion_tokens: 300, total_tokens: 2306 }
  expect(fromChatUsage(silent)).toEqual({
    uncachedInputTokens: 2006,
    cacheReadTokens: undefined,
    cacheWriteTokens: undefined,
    outputTokens: 300,
    raw: silent,
  })
  const body = JSON.stringify({ ...(JSON.parse(await read('chat.json')) as object), usage: silent })
  const fetch: Fetch = () =>
    Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }))
  expect(await byAiSdk('chat', fetch, false)).toEqual({
    uncached: 2006,
    read: 0,
    written: undefined,
    output: 300,
  })
})
