import { createGoogle } from '@ai-sdk/google'
import { GoogleGenAI, type GenerateContentResponseUsageMetadata } from '@google/genai'
import { generateText, streamText } from 'ai'
import { createGeminiProvider } from '../../../src-main/providers/gemini/gemini-provider.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import type { Fetch, ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'

/** Usage in disjoint buckets, however a client reports it. */
export interface Buckets {
  readonly uncached: number | undefined
  readonly read: number | undefined
  readonly output: number | undefined
}

export interface Ask {
  readonly url: string
  readonly key: string
  readonly model: string
  readonly system: readonly string[]
  readonly question: string
  /** With it, `system` is what the cache holds, and is not sent. */
  readonly explicitCache?: string
  readonly fetch?: Fetch
}

export type Client = (ask: Ask) => Promise<Buckets>

/** Each reads what one request was billed: the official SDK by hand, the AI SDK as it reports, ours as the product does. */
export const clients: readonly (readonly [name: string, client: Client])[] = [
  ['the official SDK', (ask) => bySdk(ask, false)],
  ['the official SDK, streaming', (ask) => bySdk(ask, true)],
  ['the AI SDK', (ask) => byAiSdk(ask, false)],
  ['the AI SDK, streaming', (ask) => byAiSdk(ask, true)],
  ['our converter on a response in one piece', byConverter],
  ['our adapter', byOurs],
]

/** A call of the product with these segments, the first as system block, the others as documents. */
export function toCall({ url, key, model, system, question, explicitCache }: Ask): ProviderCall {
  return {
    model,
    prompt: {
      prefix: system.map((text, index) => ({
        segment: index === 0 ? ('system' as const) : ('space' as const),
        text,
        hash: text,
        tokens: 1,
      })),
      dynamic: { segment: 'dynamic', text: question, hash: question, tokens: 1 },
      breakpoints: [],
    },
    plan:
      explicitCache === undefined
        ? { mode: 'automatic', marks: [], reason: '' }
        : { mode: 'explicit', marks: [{ blockIndex: system.length - 1, ttl: '1h' }], reason: '' },
    cache: { scope: 'scope-of-a-space', ...(explicitCache === undefined ? {} : { explicitCache }) },
    dialect: { openAiApi: 'responses', endpointProfile: 'other' },
    maxOutputTokens: 1000,
    credentials: { apiKey: key, baseUrl: url },
    task: { commandId: 'fix', text: '', instructions: '' },
  }
}

/** All events of one run. */
export async function runOurs(call: ProviderCall, fetchToUse: Fetch = fetch): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createGeminiProvider({ fetch: fetchToUse }).stream(
    call,
    new AbortController().signal,
  ))
    events.push(event)
  return events
}

export async function byOurs(ask: Ask): Promise<Buckets> {
  const events = await runOurs(toCall(ask), ask.fetch)
  return toBuckets(events.findLast((event) => event.type === 'usage')?.usage)
}

async function byConverter(ask: Ask): Promise<Buckets> {
  const { usageMetadata } = await clientOf(ask).models.generateContent(requestOf(ask))
  return toBuckets(
    fromGeminiUsage(usageMetadata, { isFinal: true, readsExplicitCache: ask.explicitCache !== undefined }),
  )
}

function toBuckets(usage: TokenUsage | undefined): Buckets {
  return { uncached: usage?.uncachedInputTokens, read: usage?.cacheReadTokens, output: usage?.outputTokens }
}

async function bySdk(ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const { models } = clientOf(ask)
  if (!isStreaming) return readByHand((await models.generateContent(requestOf(ask))).usageMetadata)
  let usage: GenerateContentResponseUsageMetadata | undefined
  for await (const response of await models.generateContentStream(requestOf(ask)))
    usage = response.usageMetadata ?? usage
  return readByHand(usage)
}

function clientOf({ key, url, fetch: fetchToUse = fetch }: Ask): GoogleGenAI {
  return new GoogleGenAI({
    apiKey: key,
    vertexai: false,
    httpOptions: { baseUrl: url, apiVersion: 'v1beta', fetch: fetchToUse },
  })
}

function requestOf({
  model,
  system,
  question,
  explicitCache,
}: Ask): Parameters<GoogleGenAI['models']['generateContent']>[0] {
  const prefix =
    explicitCache === undefined
      ? { systemInstruction: { parts: system.map((text) => ({ text })) } }
      : { cachedContent: explicitCache }
  return {
    model,
    contents: [{ role: 'user', parts: [{ text: question }] }],
    config: { maxOutputTokens: 1000, ...prefix },
  }
}

/** Our own converter is one of the parties, so the SDK's counts are read by the rules of its types alone. */
function readByHand(usage: GenerateContentResponseUsageMetadata | undefined): Buckets {
  const read = usage?.cachedContentTokenCount ?? 0
  return {
    uncached: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0) - read,
    read,
    output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
  }
}

async function byAiSdk(ask: Ask, isStreaming: boolean): Promise<Buckets> {
  const provider = createGoogle({ apiKey: ask.key, baseURL: `${ask.url}/v1beta`, fetch: ask.fetch ?? fetch })
  const prefix =
    ask.explicitCache === undefined
      ? { system: ask.system.map((content) => ({ role: 'system' as const, content })) }
      : { providerOptions: { google: { cachedContent: ask.explicitCache } } }
  const input = {
    model: provider(ask.model),
    maxOutputTokens: 1000,
    maxRetries: 0,
    messages: [{ role: 'user' as const, content: ask.question }],
    ...prefix,
  }
  const usage = await (isStreaming ? streamText(input) : await generateText(input)).usage
  return {
    uncached: usage.inputTokenDetails.noCacheTokens,
    read: usage.inputTokenDetails.cacheReadTokens,
    output: usage.outputTokens,
  }
}
