import type { Anthropic } from '@anthropic-ai/sdk'
import { z } from 'zod'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
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
}

interface Connection {
  readonly fetch: Fetch
  readonly timeoutMs: number
  /** Hosts that refused a request for diagnostics; they are not asked again. */
  readonly withoutDiagnostics: Set<string>
}

const defaultTimeoutMs = 120_000
const keyCheckTimeoutMs = 20_000

const modelPageSchema = z.object({ data: z.array(z.unknown()) })

/** Anthropic through its official SDK, streaming raw events. Nothing is read from the environment. */
export function createAnthropicProvider({ fetch, timeoutMs = defaultTimeoutMs }: AnthropicOptions): Provider {
  const connection: Connection = { fetch, timeoutMs, withoutDiagnostics: new Set() }
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
    const client = await createClient(call.credentials, connection.fetch, connection.timeoutMs)
    const stream = await open(client, call, connection, context.host, request)
    context = { ...context, hasBegun: true }
    const start: StreamState = { isComplete: false, hasMarks: legalMarks(call.prompt, call.plan).size > 0 }
    yield* readStream(stream[Symbol.asyncIterator](), start, signal, connection.timeoutMs, context)
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, anthropicVendor))
}

/**
 * Servers that only speak Anthropic's protocol may refuse a field that they do not know; a refusal costs
 * nothing, so the request goes out again without it.
 */
async function open(
  client: Anthropic,
  call: ProviderCall,
  { withoutDiagnostics }: Connection,
  host: string,
  signal: AbortSignal,
): Promise<AsyncIterable<unknown>> {
  const { diagnostics, ...plain } = toAnthropicRequest(call)
  if (diagnostics === undefined || withoutDiagnostics.has(host))
    return await client.messages.create(plain, asBytes(plain, call, signal))
  try {
    return await client.messages.create(
      { ...plain, diagnostics },
      asBytes({ ...plain, diagnostics }, call, signal),
    )
  } catch (error) {
    const { field } = anthropicVendor.classify(error, { model: call.model })
    if (field !== 'diagnostics') throw error
    withoutDiagnostics.add(host)
    return await client.messages.create(plain, asBytes(plain, call, signal))
  }
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
