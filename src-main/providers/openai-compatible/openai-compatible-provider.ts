import type { OpenAI } from 'openai'
import { z } from 'zod'
import type { EndpointProfile } from '../../../src-shared/entities.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { readModelList } from '../../../src-shared/vendors/openai/read-model-list.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { afterFirstEvent } from '../http/after-first-event.ts'
import { askServer } from '../http/ask-server.ts'
import { canonicalFetch } from '../http/canonical-fetch.ts'
import { createRefusalMemory, type RefusalMemory } from '../http/refusal-memory.ts'
import { endedEarly } from '../http/ended-early.ts'
import { guardStream } from '../http/guard-stream.ts'
import { hostOf } from '../http/host-of.ts'
import { readJson } from '../http/read-json.ts'
import { optionalKey, requireKey } from '../http/require-key.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext, Vendor } from '../http/vendor.ts'
import { createOpenAiClient } from '../openai/create-openai-client.ts'
import { openAiVendor } from '../openai/openai-vendor.ts'
import { readChatStream } from '../openai/read-chat-stream.ts'
import type { Credentials, Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { presetOf, type EndpointPreset } from './endpoint-presets.ts'
import { compatibleCaching } from './compatible-caching.ts'
import { toCompatibleRequest } from './to-compatible-request.ts'

export interface OpenAiCompatibleOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
  /**
   * The chosen profile, for requests that are not runs (the check of a key, the list of models); `other`
   * without it.
   */
  readonly profile?: () => EndpointProfile
  /** What servers are known to refuse; forgotten at the end of the process when absent. */
  readonly refusals?: RefusalMemory
}

/** A server on this computer may have to load a model before it answers. */
const defaultTimeoutMs = 300_000
const shortTimeoutMs = 20_000

const keySchema = z.object({ data: z.looseObject({}) })
const modelListSchema = z.unknown().transform((body, check) => {
  const ids = readModelList(body)
  if (ids !== undefined) return ids
  check.addIssue('It is no list of models.')
  return z.NEVER
})

/**
 * Any server that speaks OpenAI's Chat Completions: Ollama, LM Studio, vLLM, OpenRouter and others. The
 * key is optional.
 */
export function createOpenAiCompatibleProvider({
  fetch,
  timeoutMs = defaultTimeoutMs,
  profile = () => 'other',
  refusals = createRefusalMemory(),
}: OpenAiCompatibleOptions): Provider {
  const shortMs = Math.min(timeoutMs, shortTimeoutMs)
  return {
    id: 'openai-compatible',
    name: 'OpenAI-compatible endpoint',
    practice: false,
    needsKey: false,
    cachingOf: (model, { endpointProfile }) => compatibleCaching(model, endpointProfile),
    stream: (call, signal) => streamCompatible(call, signal, fetch, timeoutMs, refusals),
    checkKey: (credentials, signal) => checkKey(toEndpoint(profile(), credentials), signal, fetch, shortMs),
    listModels: (credentials, signal) =>
      listModels(toEndpoint(profile(), credentials), signal, fetch, shortMs),
  }
}

/** An endpoint as it is called. */
interface Endpoint {
  readonly preset: EndpointPreset
  readonly vendor: Vendor
  readonly baseUrl: string
  readonly credentials: Credentials
}

function toEndpoint(profile: EndpointProfile, credentials: Credentials): Endpoint {
  const preset = presetOf(profile)
  const address = credentials.baseUrl ?? preset.baseUrl
  const name = profile === 'other' ? hostOf({}, address) : preset.name
  const vendor = openAiVendor(name, {
    unreachableHint: preset.unreachableHint,
    addressHint: 'It usually ends with /v1.',
  })
  return { preset, vendor, baseUrl: address, credentials }
}

function streamCompatible(
  call: ProviderCall,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
  refusals: RefusalMemory,
): AsyncIterable<ProviderEvent> {
  const endpoint = toEndpoint(call.dialect.endpointProfile, call.credentials)
  const { vendor } = endpoint
  let context = contextOf(endpoint, call.model)
  async function* read(connection: AbortSignal): AsyncGenerator<ProviderEvent> {
    const canonical = canonicalFetch(fetch, 'chat')
    const client = await clientFor(endpoint, canonical.fetch, timeoutMs)
    const { answer: iterator } = await askServer({
      body: toCompatibleRequest(call),
      send: async (body) => {
        context = { ...context, hasBegun: false }
        const stream = await client.chat.completions.create(body, { signal: connection })
        context = { ...context, hasBegun: true }
        return await afterFirstEvent(stream, { signal, timeoutMs, vendorName: vendor.name })
      },
      vendor,
      context: { ...context, model: call.model },
      refusals,
    })
    yield* readChatStream({
      iterator,
      signal,
      timeoutMs,
      context,
      vendor,
      isDone: canonical.isDone,
    })
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, vendor))
}

/**
 * A list of models shows that the server is there and takes the key; OpenRouter's is open to all, so its
 * key is asked about.
 */
async function checkKey(
  endpoint: Endpoint,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): Promise<void> {
  if (endpoint.preset.profile === 'openrouter')
    await ask(endpoint, '/key', keySchema, signal, fetch, timeoutMs)
  else await listModels(endpoint, signal, fetch, timeoutMs)
}

async function listModels(
  endpoint: Endpoint,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): Promise<string[]> {
  return await ask(endpoint, '/models', modelListSchema, signal, fetch, timeoutMs)
}

async function ask<Schema extends z.ZodType>(
  endpoint: Endpoint,
  path: string,
  schema: Schema,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): Promise<z.output<Schema>> {
  const context = contextOf(endpoint, undefined)
  try {
    const client = await clientFor(endpoint, fetch, timeoutMs)
    const response = await client.get(path, { signal }).asResponse()
    const answer = await readJson(response)
    const body = schema.safeParse(answer)
    if (body.success) return body.data
    throwIfError(answer)
    throw endedEarly(true, context, endpoint.vendor)
  } catch (error) {
    throw toVendorError(error, context, endpoint.vendor)
  }
}

async function clientFor(
  { preset, vendor, baseUrl, credentials }: Endpoint,
  fetch: Fetch,
  timeoutMs: number,
): Promise<OpenAI> {
  if (baseUrl === '')
    throw new RephloError(
      'bad_input',
      'The endpoint has no address yet. Enter it in Settings → Providers, ' +
        'for example http://localhost:8080/v1.',
    )
  const apiKey = preset.needsKey
    ? requireKey(credentials, vendor.name)
    : optionalKey(credentials, vendor.name)
  return await createOpenAiClient({ apiKey, baseUrl, fetch, timeoutMs })
}

function contextOf({ baseUrl, credentials }: Endpoint, model: string | undefined): CallContext {
  return { model, host: hostOf({ baseUrl }, baseUrl), apiKey: credentials.apiKey?.trim(), hasBegun: false }
}
