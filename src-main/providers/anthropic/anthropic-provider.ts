import { z } from 'zod'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { askServer } from '../http/ask-server.ts'
import { canonicalFetch } from '../http/canonical-fetch.ts'
import { createRefusalMemory, type RefusalMemory } from '../http/refusal-memory.ts'
import { guardStream } from '../http/guard-stream.ts'
import { hostOf } from '../http/host-of.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { endedEarly } from '../http/ended-early.ts'
import { jsonBytes } from '../http/json-bytes.ts'
import { nextInTime } from '../http/next-in-time.ts'
import { readJson } from '../http/read-json.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext } from '../http/vendor.ts'
import type { Credentials, Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { anthropicVendor } from './anthropic-vendor.ts'
import { anthropicBaseUrl } from '../../../src-shared/vendors/anthropic/anthropic-client-options.ts'
import { cachingOfClaude } from '../../../src-shared/vendors/anthropic/claude-caching.ts'
import { createClient } from './create-client.ts'
import { legalMarks } from '../../../src-shared/vendors/anthropic/legal-marks.ts'
import { prewarmAnthropic } from './prewarm-anthropic.ts'
import { readStreamEvent, type StreamState } from './read-stream-event.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'

export interface AnthropicOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
  /** What servers are known to refuse; forgotten at the end of the process when absent. */
  readonly refusals?: RefusalMemory
}

type Connection = Required<AnthropicOptions>

const defaultTimeoutMs = 120_000
const keyCheckTimeoutMs = 20_000

const modelPageSchema = z.object({ data: z.array(z.unknown()) })

/** Anthropic through its official SDK, streaming raw events. Nothing is read from the environment. */
export function createAnthropicProvider({
  fetch,
  timeoutMs = defaultTimeoutMs,
  refusals = createRefusalMemory(),
}: AnthropicOptions): Provider {
  const connection: Connection = { fetch, timeoutMs, refusals }
  return {
    id: 'anthropic',
    name: anthropicVendor.name,
    practice: false,
    needsKey: true,
    defaultBaseUrl: anthropicBaseUrl,
    cachingOf: cachingOfClaude,
    stream: (call, signal) => streamAnthropic(call, signal, connection),
    checkKey: (credentials, signal) =>
      checkKey(credentials, signal, fetch, Math.min(timeoutMs, keyCheckTimeoutMs)),
    prewarm: (call, signal) => prewarm(call, signal, connection),
  }
}

function streamAnthropic(
  call: ProviderCall,
  signal: AbortSignal,
  connection: Connection,
): AsyncIterable<ProviderEvent> {
  let context = contextOf(call.credentials, call.model)
  const read = async function* (request: AbortSignal): AsyncGenerator<ProviderEvent> {
    const { fetch } = canonicalFetch(connection.fetch, 'messages')
    const client = await createClient(call.credentials, fetch, connection.timeoutMs)
    const { answer, adaptations } = await askServer({
      body: toAnthropicRequest(call),
      send: async (body): Promise<AsyncIterable<unknown>> =>
        await client.messages.create(body, asBytes(body, call, request)),
      vendor: anthropicVendor,
      context: { ...context, model: call.model },
      refusals: connection.refusals,
      needsLimit: true,
    })
    context = { ...context, hasBegun: true }
    const takesMarks = !adaptations.some(({ field }) => field === 'cache_control')
    const hasMarks = takesMarks && legalMarks(call.prompt, call.plan).size > 0
    const iterator = answer[Symbol.asyncIterator]()
    yield* readStream(iterator, { isComplete: false, hasMarks }, signal, connection.timeoutMs, context)
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, anthropicVendor))
}

/** The request as the bytes that the SDK then sends as they are. */
function asBytes(request: object, { prompt }: ProviderCall, signal: AbortSignal) {
  return { signal, body: jsonBytes(request, prompt.prefix), headers: { 'content-type': 'application/json' } }
}

async function* readStream(
  iterator: AsyncIterator<unknown>,
  start: StreamState,
  signal: AbortSignal,
  timeoutMs: number,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  let state = start
  let isFirst = true
  while (!state.isComplete) {
    const next = await nextInTime(iterator, timeoutMs, signal, anthropicVendor.name)
    signal.throwIfAborted()
    if (next.kind !== 'event') throw endedEarly(isFirst, context, anthropicVendor)
    isFirst = false
    throwIfError(next.event)
    const read = readStreamEvent(next.event, state)
    state = read.state
    yield* read.events
  }
}

/** Lists one model: the cheapest request that needs a valid key, and free of charge. */
async function checkKey(
  credentials: Credentials,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): Promise<void> {
  const context = contextOf(credentials, undefined)
  try {
    const client = await createClient(credentials, fetch, timeoutMs)
    // The SDK takes any page for an empty list, so a login page would pass for an accepted key.
    const response = await client.models.list({ limit: 1 }, { signal }).asResponse()
    const page = await readJson(response)
    throwIfError(page)
    if (!modelPageSchema.safeParse(page).success) throw endedEarly(true, context, anthropicVendor)
  } catch (error) {
    throw toVendorError(error, context, anthropicVendor)
  }
}

async function prewarm(
  call: ProviderCall,
  signal: AbortSignal,
  { fetch, timeoutMs }: Connection,
): Promise<TokenUsage | undefined> {
  const context = contextOf(call.credentials, call.model)
  try {
    return await prewarmAnthropic(
      await createClient(call.credentials, fetch, timeoutMs),
      call,
      context,
      signal,
    )
  } catch (error) {
    throw toVendorError(error, context, anthropicVendor)
  }
}

function contextOf(credentials: Credentials, model: string | undefined): CallContext {
  return {
    model,
    host: hostOf(credentials, anthropicBaseUrl),
    apiKey: credentials.apiKey?.trim(),
    hasBegun: false,
  }
}
