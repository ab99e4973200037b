import type { OpenAI } from 'openai'
import { z } from 'zod'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
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
}

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
export function createOpenAiProvider({ fetch, timeoutMs = defaultTimeoutMs }: OpenAiOptions): Provider {
  const clientFor = rememberClient(fetch, timeoutMs)
  return {
    id: 'openai',
    name: 'OpenAI',
    practice: false,
    needsKey: true,
    defaultBaseUrl: openAiBaseUrl,
    cachingOf: (model, { openAiApi }) => cachingByVersion(model, openAiApi),
    stream: (call, signal) => streamOpenAi(call, signal, clientFor, timeoutMs),
    checkKey: (credentials, signal) =>
      checkKey(credentials, signal, clientFor, Math.min(timeoutMs, keyCheckTimeoutMs)),
    prewarm: (call, signal) => prewarm(call, signal, clientFor),
  }
}

function streamOpenAi(
  call: ProviderCall,
  signal: AbortSignal,
  clientFor: ClientFor,
  timeoutMs: number,
): AsyncIterable<ProviderEvent> {
  let context = contextOf(call.credentials, call.model)
  async function* read(connection: AbortSignal): AsyncGenerator<ProviderEvent> {
    const client = await clientFor(call.credentials)
    const events = await open(client, call, connection)
    context = { ...context, hasBegun: true }
    const stream = { iterator: events[Symbol.asyncIterator](), signal, timeoutMs, context, vendor }
    yield* call.dialect.openAiApi === 'chat' ? readChatStream(stream) : readResponsesStream(stream)
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, vendor))
}

async function open(
  client: OpenAI,
  call: ProviderCall,
  signal: AbortSignal,
): Promise<AsyncIterable<unknown>> {
  switch (call.dialect.openAiApi) {
    case 'chat':
      return await client.chat.completions.create(toChatRequest(call), { signal })
    case 'responses':
      return await client.responses.create(toResponsesRequest(call), { signal })
  }
}

async function prewarm(
  call: ProviderCall,
  signal: AbortSignal,
  clientFor: ClientFor,
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
    const client = await clientFor(call.credentials)
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
  clientFor: ClientFor,
  timeout: number,
): Promise<void> {
  const context = contextOf(credentials, undefined)
  try {
    const client = await clientFor(credentials)
    // The SDK takes any page for an empty list, so a login page would pass for an accepted key.
    const response = await client.models.list({ signal, timeout }).asResponse()
    const page = await readJson(response)
    throwIfError(page)
    if (!modelPageSchema.safeParse(page).success) throw endedEarly(true, context, vendor)
  } catch (error) {
    throw toVendorError(error, context, vendor)
  }
}

type ClientFor = (credentials: Credentials) => Promise<OpenAI>

/** Keeps the latest client, so that a run with the same key and address starts at once. */
function rememberClient(fetch: Fetch, timeoutMs: number): ClientFor {
  let latest: { readonly apiKey: string; readonly baseUrl: string; readonly client: OpenAI } | undefined
  return async (credentials) => {
    const apiKey = requireKey(credentials, vendor.name)
    const { baseUrl = openAiBaseUrl } = credentials
    if (latest?.apiKey !== apiKey || latest.baseUrl !== baseUrl)
      latest = { apiKey, baseUrl, client: await createOpenAiClient({ apiKey, baseUrl, fetch, timeoutMs }) }
    return latest.client
  }
}

function contextOf(credentials: Credentials, model: string | undefined): CallContext {
  return {
    model,
    host: hostOf(credentials, openAiBaseUrl),
    apiKey: credentials.apiKey?.trim(),
    hasBegun: false,
  }
}
