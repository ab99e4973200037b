import { readFile } from 'node:fs/promises'
import Anthropic from '@anthropic-ai/sdk'
import { createAnthropic } from '@ai-sdk/anthropic'
import { generateText, streamText } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Fetch, ProviderEvent } from '../provider.ts'
import { testCall } from '../test-call.ts'
import { createAnthropicProvider } from './anthropic-provider.ts'
import {
  anthropicUsageSchema,
  fromAnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { diagnosticsSchema, readDiagnosis } from './read-diagnosis.ts'

interface Buckets {
  uncached: number | undefined
  read: number | undefined
  written: number | undefined
  output: number | undefined
}

const body = {
  model: 'claude-haiku-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}
const fixture = async (name: string): Promise<string> =>
  await readFile(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8')

function replay(payload: string, type: string): Fetch {
  return () => Promise.resolve(new Response(payload, { headers: { 'content-type': type } }))
}

const sdkWith = (fetch: Fetch): Anthropic => new Anthropic({ apiKey: 'sk-ant-test', maxRetries: 0, fetch })
const aiSdkWith = (fetch: Fetch) => ({
  model: createAnthropic({ apiKey: 'sk-ant-test', fetch })('claude-haiku-5-5'),
  prompt: 'Hi',
  maxRetries: 0,
})

function ofSdk({ usage }: Anthropic.Message): Buckets {
  return {
    uncached: usage.input_tokens,
    read: usage.cache_read_input_tokens ?? undefined,
    written: usage.cache_creation_input_tokens ?? undefined,
    output: usage.output_tokens,
  }
}

function ofAiSdk({
  inputTokenDetails: details,
  outputTokens,
}: Awaited<ReturnType<typeof generateText>>['usage']): Buckets {
  return {
    uncached: details.noCacheTokens,
    read: details.cacheReadTokens,
    written: details.cacheWriteTokens,
    output: outputTokens,
  }
}

function ofOurs(usage: ReturnType<typeof fromAnthropicUsage> | undefined): Buckets {
  const writes = usage?.cacheWriteTokens
  const written =
    writes === undefined ? undefined : (writes.fiveMinutes ?? 0) + (writes.oneHour ?? 0) + (writes.other ?? 0)
  return {
    uncached: usage?.uncachedInputTokens,
    read: usage?.cacheReadTokens,
    written,
    output: usage?.outputTokens,
  }
}

async function ourEvents(fetch: Fetch): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createAnthropicProvider({ fetch }).stream(
    testCall({ credentials: { apiKey: 'sk-ant-test' } }),
    new AbortController().signal,
  ))
    events.push(event)
  return events
}

test.each([
  ['cold-run.sse', { uncached: 1000, read: 0, written: 8000, output: 42 }],
  ['warm-hour.sse', { uncached: 120, read: 6000, written: 2400, output: 17 }],
  ['refusal.sse', { uncached: 20, read: 0, written: 0, output: 3 }],
])(
  'a recorded stream, %s: our parser, the official SDK and the AI SDK read the same usage',
  async (name, expected) => {
    const fetch = replay(await fixture(name), 'text/event-stream')
    const ours = (await ourEvents(fetch)).findLast((event) => event.type === 'usage')?.usage
    expect(ofOurs(ours)).toEqual(expected)
    expect(ofSdk(await sdkWith(fetch).messages.stream(body).finalMessage())).toEqual(expected)
    expect(ofAiSdk(await streamText({ ...aiSdkWith(fetch), onError: () => undefined }).usage)).toEqual(
      expected,
    )
  },
)

test('a recorded message in one piece: all three read the same usage and the same diagnosis', async () => {
  const payload = await fixture('message.json')
  const fetch = replay(payload, 'application/json')
  const expected = { uncached: 50, read: 1800, written: 248, output: 503 }
  const { usage, diagnostics } = z
    .object({ usage: anthropicUsageSchema, diagnostics: diagnosticsSchema })
    .parse(JSON.parse(payload))
  const message = await sdkWith(fetch).messages.create(body)
  expect(ofOurs(fromAnthropicUsage(usage, true))).toEqual(expected)
  expect(ofSdk(message)).toEqual(expected)
  expect(ofAiSdk((await generateText(aiSdkWith(fetch))).usage)).toEqual(expected)
  expect(fromAnthropicUsage(usage, true).cacheWriteTokens).toEqual({ fiveMinutes: 148, oneHour: 100 })
  expect(readDiagnosis(diagnostics)).toEqual({ reason: 'tools_changed', missedTokens: 9000 })
  expect(message.diagnostics?.cache_miss_reason).toEqual({
    type: 'tools_changed',
    cache_missed_input_tokens: 9000,
  })
})

test('the diagnosis of a recorded stream comes after its begin, the same as the official SDK reads', async () => {
  const fetch = replay(await fixture('warm-hour.sse'), 'text/event-stream')
  const types = (await ourEvents(fetch)).map(({ type }) => type)
  expect(types).toEqual(['begun', 'usage', 'diagnosis', 'text', 'usage', 'finished'])
  const { diagnostics } = await sdkWith(fetch).messages.stream(body).finalMessage()
  expect(diagnostics?.cache_miss_reason).toEqual({ type: 'system_changed', cache_missed_input_tokens: 2400 })
})
