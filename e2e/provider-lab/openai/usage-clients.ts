import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import OpenAI from 'openai'
import type { ResponseInputItem } from 'openai/resources/responses/responses'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import { createOpenAiProvider } from '../../../src-main/providers/openai/openai-provider.ts'
import { marksPlan, noCaching, testCall, textBlock } from '../../../src-main/providers/test-call.ts'
import type { OpenAiApi } from '../../../src-shared/entities.ts'

/** Usage in disjoint buckets, however a client reports it. */
export interface Buckets {
  readonly uncached: number | undefined
  readonly read: number | undefined
  readonly written: number | undefined
  readonly output: number | undefined
}

export interface Ask {
  readonly api: OpenAiApi
  readonly model: string
  readonly key: string
  readonly system: readonly { readonly text: string; readonly ttl?: '30m' | '12h' }[]
  readonly question: string
}

/** A way to send a question to `baseUrl` and read what was used. */
export type UsageClient = (ask: Ask, baseUrl: string) => Promise<Buckets>

const isNew = (model: string): boolean => model.startsWith('gpt-6')
const markOf = (ttl: string | undefined): object =>
  ttl === undefined ? {} : { prompt_cache_breakpoint: { mode: 'explicit' as const, ttl } }
const optionsOf = ({ model }: Ask): object =>
  isNew(model) ? { prompt_cache_options: { mode: 'explicit' } } : {}
const difference = (total: number | undefined, ...parts: (number | undefined)[]): number | undefined =>
  total === undefined ? undefined : parts.reduce<number>((rest, part) => rest - (part ?? 0), total)

/** Our own converters are one of the parties, so the SDK's numbers are read by hand. */
const responsesBuckets = (usage: OpenAI.Responses.ResponseUsage | undefined): Buckets => {
  const details = usage?.input_tokens_details
  return {
    uncached: difference(usage?.input_tokens, details?.cached_tokens, details?.cache_write_tokens),
    read: details?.cached_tokens,
    written: details?.cache_write_tokens,
    output: usage?.output_tokens,
  }
}

const chatBuckets = (usage: OpenAI.CompletionUsage | null | undefined): Buckets => {
  const details = usage?.prompt_tokens_details
  return {
    uncached: difference(usage?.prompt_tokens, details?.cached_tokens, details?.cache_write_tokens),
    read: details?.cached_tokens,
    written: details?.cache_write_tokens,
    output: usage?.completion_tokens,
  }
}

export function officialSdk(isStreaming: boolean): UsageClient {
  return async (ask, baseURL) => {
    const client = new OpenAI({ apiKey: ask.key, baseURL, maxRetries: 0 })
    return ask.api === 'chat'
      ? await byChat(client, ask, isStreaming)
      : await byResponses(client, ask, isStreaming)
  }
}

async function byResponses(client: OpenAI, ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const content = ask.system.map(({ text, ttl }) => ({ type: 'input_text' as const, text, ...markOf(ttl) }))
  const input: ResponseInputItem[] = [
    { role: 'developer', content },
    { role: 'user', content: [{ type: 'input_text', text: ask.question }] },
  ]
  const body = { model: ask.model, input, ...optionsOf(ask) }
  if (!isStreaming) return responsesBuckets((await client.responses.create(body)).usage)
  let usage: OpenAI.Responses.ResponseUsage | undefined
  for await (const event of await client.responses.create({ ...body, stream: true }))
    if (event.type === 'response.completed') usage = event.response.usage
  return responsesBuckets(usage)
}

async function byChat(client: OpenAI, ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const content = ask.system.map(({ text, ttl }) => ({ type: 'text' as const, text, ...markOf(ttl) }))
  const body = {
    model: ask.model,
    messages: [
      { role: 'developer' as const, content },
      { role: 'user' as const, content: ask.question },
    ],
    ...optionsOf(ask),
  }
  if (!isStreaming) return chatBuckets((await client.chat.completions.create(body)).usage)
  let usage: OpenAI.CompletionUsage | null | undefined
  for await (const chunk of await client.chat.completions.create({
    ...body,
    stream: true,
    stream_options: { include_usage: true },
  }))
    usage = chunk.usage ?? usage
  return chatBuckets(usage)
}

/**
 * The AI SDK has no place for a part's breakpoint in a system message, so the request is rewritten on its way out; what it
 * reads from the answer is all its own.
 */
export function aiSdk(isStreaming: boolean): UsageClient {
  return async (ask, baseURL) => {
    const provider = createOpenAI({
      apiKey: ask.key,
      baseURL,
      fetch: async (input, init) =>
        await fetch(input, {
          ...init,
          body: rewrite(typeof init?.body === 'string' ? init.body : '{}', ask),
        }),
    })
    const model = ask.api === 'chat' ? provider.chat(ask.model) : provider.responses(ask.model)
    const input = { model, maxRetries: 0, prompt: ask.question }
    const { inputTokenDetails: details, outputTokens } = isStreaming
      ? await streamText(input).usage
      : (await generateText(input)).usage
    return {
      uncached: details.noCacheTokens,
      read: details.cacheReadTokens,
      written: details.cacheWriteTokens,
      output: outputTokens,
    }
  }
}

function rewrite(body: string, ask: Ask): string {
  const parsed = JSON.parse(body) as Record<string, unknown>
  const type = ask.api === 'chat' ? 'text' : 'input_text'
  const standing = {
    role: 'developer',
    content: ask.system.map(({ text, ttl }) => ({ type, text, ...markOf(ttl) })),
  }
  const field = ask.api === 'chat' ? 'messages' : 'input'
  return JSON.stringify({
    ...parsed,
    ...optionsOf(ask),
    [field]: [standing, ...(parsed[field] as unknown[])],
  })
}

export const ourAdapter: UsageClient = async (ask, baseUrl) => bucketsOf(await collect(callOf(ask, baseUrl)))

/** The call that our provider gets for a question. */
export function callOf(ask: Ask, baseUrl: string, more: Partial<ProviderCall> = {}): ProviderCall {
  const prefix = ask.system.map(({ text }, index) => textBlock(index === 0 ? 'system' : 'space', text))
  const marks = ask.system.flatMap(({ ttl }, blockIndex) => (ttl === undefined ? [] : [{ blockIndex, ttl }]))
  const control = isNew(ask.model) ? ('breakpoints' as const) : ('automatic' as const)
  return testCall({
    model: ask.model,
    prompt: { prefix, dynamic: textBlock('dynamic', ask.question), breakpoints: [] },
    plan: marks.length === 0 ? noCaching : marksPlan(...marks),
    cache: {
      scope: 'space',
      model: {
        control,
        lifetimes: control === 'automatic' ? [] : ['30m', '12h'],
        explicit: false,
        prewarm: control !== 'automatic',
      },
    },
    dialect: { openAiApi: ask.api, endpointProfile: 'other' },
    credentials: { apiKey: ask.key, baseUrl },
    ...more,
  })
}

export async function collect(call: ProviderCall): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createOpenAiProvider({ fetch }).stream(call, new AbortController().signal))
    events.push(event)
  return events
}

export function bucketsOf(events: readonly ProviderEvent[]): Buckets {
  const usage = events.findLast((event) => event.type === 'usage')?.usage
  const writes = usage?.cacheWriteTokens
  return {
    uncached: usage?.uncachedInputTokens,
    read: usage?.cacheReadTokens,
    written: writes === undefined ? undefined : (writes.twelveHours ?? 0) + (writes.other ?? 0),
    output: usage?.outputTokens,
  }
}
