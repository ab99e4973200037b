import type { OpenAI } from 'openai'
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { afterFirstEvent } from '../http/after-first-event.ts'
import { askServer } from '../http/ask-server.ts'
import { canonicalFetch } from '../http/canonical-fetch.ts'
import { createRefusalMemory, type RefusalMemory } from '../http/refusal-memory.ts'
import { endedEarly } from '../http/ended-early.ts'
import { guardStream } from '../http/guard-stream.ts'
import { hostOf } from '../http/host-of.ts'
import { readJson } from '../http/read-json.ts'
import { requireKey } from '../http/require-key.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext } from '../http/vendor.ts'
import type { Credentials, Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { createOpenAiClient } from './create-openai-client.ts'
import { fromResponsesUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'
import { cachingByVersion } from '../../../src-shared/vendors/openai/caching-by-version.ts'
import { openAiBaseUrl } from '../../../src-shared/vendors/openai/openai-client-options.ts'
import { openAiVendor } from './openai-vendor.ts'
import { readChatStream } from './read-chat-stream.ts'
import { readResponsesStream } from './read-responses-stream.ts'
import { toChatRequest } from './to-chat-request.ts'
import { toPrewarmRequest, toResponsesRequest } from './to-responses-request.ts'

export interface OpenAiOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
  /** What servers are known to refuse; forgotten at the end of the process when absent. */
  readonly refusals?: RefusalMemory
}

type Connection = Required<OpenAiOptions>

const defaultTimeoutMs = 120_000
const keyCheckTimeoutMs = 20_000
const vendor = openAiVendor(vendorNames.openai.name)

const modelPageSchema = z.object({ data: z.array(z.unknown()) })
const responseSchema = z.object({
  id: z.string(),
  usage: z.unknown().optional(),
})

/**
 * OpenAI through its official SDK, on the Responses API or on Chat Completions. Nothing is read from the
 * environment.
 */
export function createOpenAiProvider({
  fetch,
  timeoutMs = defaultTimeoutMs,
  refusals = createRefusalMemory(),
}: OpenAiOptions): Provider {
  const connection: Connection = { fetch, timeoutMs, refusals }
  return {
    id: 'openai',
    name: 'OpenAI',
    practice: false,
    needsKey: true,
    defaultBaseUrl: openAiBaseUrl,
    cachingOf: (model, { openAiApi }) => cachingByVersion(model, openAiApi),
    stream: (call, signal) => streamOpenAi(call, signal, connection),
    checkKey: (credentials, signal) =>
      checkKey(credentials, signal, { ...connection, timeoutMs: Math.min(timeoutMs, keyCheckTimeoutMs) }),
    prewarm: (call, signal) => prewarm(call, signal, connection),
  }
}

function streamOpenAi(
  call: ProviderCall,
  signal: AbortSignal,
  connection: Connection,
): AsyncIterable<ProviderEvent> {
  const { timeoutMs } = connection
  const isChat = call.dialect.openAiApi === 'chat'
  let context = contextOf(call.credentials, call.model)
  async function* read(request: AbortSignal): AsyncGenerator<ProviderEvent> {
    const canonical = canonicalFetch(connection.fetch, isChat ? 'chat' : 'responses')
    const client = await clientFor(call.credentials, { ...connection, fetch: canonical.fetch })
    const asked = { context: { ...context, model: call.model }, vendor, refusals: connection.refusals }
    const { answer: iterator } = isChat
      ? await askServer<ChatCompletionCreateParamsStreaming, AsyncIterator<unknown>>({
          body: toChatRequest(call),
          send: async (body) => {
            const events = await client.chat.completions.create(body, { signal: request })
            context = { ...context, hasBegun: true }
            return await afterFirstEvent(events, { signal, timeoutMs, vendorName: vendor.name })
          },
          ...asked,
        })
      : await askServer<ResponseCreateParamsStreaming, AsyncIterator<unknown>>({
          body: toResponsesRequest(call),
          send: async (body) =>
            (await client.responses.create(body, { signal: request }))[Symbol.asyncIterator](),
          ...asked,
        })
    context = { ...context, hasBegun: true }
    const stream = { iterator, signal, timeoutMs, context, vendor, isDone: canonical.isDone }
    yield* isChat ? readChatStream(stream) : readResponsesStream(stream)
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, vendor))
}

async function prewarm(
  call: ProviderCall,
  signal: AbortSignal,
  connection: Connection,
): Promise<TokenUsage | undefined> {
  const context = contextOf(call.credentials, call.model)
  try {
    if (call.dialect.openAiApi === 'chat')
      throw new RephloError(
        'wrong_use',
        'Only the Responses API can warm a cache. Choose it in Settings → Providers, or turn keep-warm off.',
      )
    const request = toPrewarmRequest(call)
    if (request === undefined) return undefined
    const client = await clientFor(call.credentials, connection)
    const response = await client.responses.create(request, { signal }).asResponse()
    const answer = await readJson(response)
    throwIfError(answer)
    const body = responseSchema.safeParse(answer)
    if (!body.success) throw endedEarly(true, context, vendor)
    return fromResponsesUsage(body.data.usage)
  } catch (error) {
    throw toVendorError(error, context, vendor)
  }
}

/** Lists the models: the cheapest request that needs a valid key, and free of charge. */
async function checkKey(
  credentials: Credentials,
  signal: AbortSignal,
  connection: Connection,
): Promise<void> {
  const context = contextOf(credentials, undefined)
  try {
    const client = await clientFor(credentials, connection)
    // The SDK takes any page for an empty list, so a login page would pass for an accepted key.
    const response = await client.models.list({ signal }).asResponse()
    const page = await readJson(response)
    throwIfError(page)
    if (!modelPageSchema.safeParse(page).success) throw endedEarly(true, context, vendor)
  } catch (error) {
    throw toVendorError(error, context, vendor)
  }
}

async function clientFor(credentials: Credentials, { fetch, timeoutMs }: Connection): Promise<OpenAI> {
  const apiKey = requireKey(credentials, vendor.name)
  const { baseUrl = openAiBaseUrl } = credentials
  return await createOpenAiClient({ apiKey, baseUrl, fetch, timeoutMs })
}

function contextOf(credentials: Credentials, model: string | undefined): CallContext {
  return {
    model,
    host: hostOf(credentials, openAiBaseUrl),
    apiKey: credentials.apiKey?.trim(),
    hasBegun: false,
  }
}
