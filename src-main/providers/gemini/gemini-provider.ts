import { longestSilenceAfterEndMs } from '../../../src-shared/vendors/answer-end.ts'
import { geminiBaseUrl } from '../../../src-shared/vendors/gemini/gemini-client-options.ts'
import { endedEarly } from '../http/ended-early.ts'
import { canonicalFetch } from '../http/canonical-fetch.ts'
import { guardStream } from '../http/guard-stream.ts'
import { nextInTime, type Next } from '../http/next-in-time.ts'
import { toFinished } from '../http/to-finished.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext } from '../http/vendor.ts'
import type { Credentials, Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { contextOf } from './call-context.ts'
import { createClient } from './create-client.ts'
import { createExplicitCaches } from './explicit-caches.ts'
import { geminiVendor } from './gemini-vendor.ts'
import { readResponseChunk, type ChunkState } from './read-response-chunk.ts'
import { toGeminiRequest } from './to-gemini-request.ts'

export interface GeminiOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 120_000
const keyCheckTimeoutMs = 20_000

/** Gemini through its official SDK. Nothing is read from the environment. */
export function createGeminiProvider({ fetch, timeoutMs = defaultTimeoutMs }: GeminiOptions): Provider {
  return {
    id: 'gemini',
    name: geminiVendor.name,
    practice: false,
    needsKey: true,
    defaultBaseUrl: geminiBaseUrl,
    stream: (call, signal) => streamGemini(call, signal, fetch, timeoutMs),
    checkKey: (credentials, signal) =>
      checkKey(credentials, signal, fetch, Math.min(timeoutMs, keyCheckTimeoutMs)),
    explicitCaches: createExplicitCaches(fetch, timeoutMs),
  }
}

function streamGemini(
  call: ProviderCall,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): AsyncGenerator<ProviderEvent> {
  const readsExplicitCache = call.cache.explicitCache !== undefined
  let context: CallContext = { ...contextOf(call.credentials, call.model), readsExplicitCache }
  const read = async function* (connection: AbortSignal): AsyncGenerator<ProviderEvent> {
    const responses = await open(call, fetch, timeoutMs, connection)
    context = { ...context, hasBegun: true }
    yield* readResponses(call, responses, timeoutMs, connection, context)
  }
  return guardStream(signal, read, (error) => toVendorError(error, context, geminiVendor))
}

/** Sends the request; the time limit holds until the response begins, `connection` until its end. */
async function open(
  call: ProviderCall,
  fetch: Fetch,
  timeoutMs: number,
  connection: AbortSignal,
): Promise<AsyncIterator<unknown>> {
  const { model, contents, config } = toGeminiRequest(call)
  const client = await createClient(call.credentials, canonicalFetch(fetch, 'gemini').fetch)
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), timeoutMs)
  try {
    const abortSignal = AbortSignal.any([connection, waiting.signal])
    return await client.models.generateContentStream({ model, contents, config: { ...config, abortSignal } })
  } finally {
    clearTimeout(timer)
  }
}

async function* readResponses(
  call: ProviderCall,
  responses: AsyncIterator<unknown>,
  timeoutMs: number,
  connection: AbortSignal,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  let state: ChunkState = { readsExplicitCache: call.cache.explicitCache !== undefined, hasBegun: false }
  let isOpen = true
  while (isOpen) {
    const next = await nextResponse(responses, state, timeoutMs, connection, context)
    connection.throwIfAborted()
    isOpen = next.kind === 'event'
    if (next.kind !== 'event') break
    const read = readResponseChunk(next.event, state)
    state = read.state
    yield* read.events
  }
  if (state.end === undefined) throw endedEarly(!state.hasBegun, context, geminiVendor)
  if (state.refusal !== undefined) yield { type: 'warning', code: 'refusal', message: state.refusal }
  yield toFinished(state.end)
}

/** A complete answer is not undone by what happens to its connection. */
async function nextResponse(
  responses: AsyncIterator<unknown>,
  state: ChunkState,
  timeoutMs: number,
  connection: AbortSignal,
  context: CallContext,
): Promise<Next<unknown>> {
  const isComplete = state.end !== undefined
  try {
    return await nextInTime(
      responses,
      isComplete ? Math.min(timeoutMs, longestSilenceAfterEndMs) : timeoutMs,
      connection,
      geminiVendor.name,
    )
  } catch (error) {
    if (isComplete) return { kind: 'end' }
    // The SDK's words for a body that ends within an event, or holds none at all, as a web page does.
    if (error instanceof Error && error.message.startsWith('Incomplete JSON segment'))
      throw endedEarly(!state.hasBegun, context, geminiVendor)
    throw error
  }
}

/** Lists one model: a request that needs a valid key and costs nothing. */
async function checkKey(
  credentials: Credentials,
  signal: AbortSignal,
  fetch: Fetch,
  timeoutMs: number,
): Promise<void> {
  const context = contextOf(credentials, undefined)
  try {
    const client = await createClient(credentials, fetch)
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const models = await client.models.list({ config: { pageSize: 1, abortSignal } })
    if (models.page.length === 0) throw endedEarly(true, context, geminiVendor)
  } catch (error) {
    throw toVendorError(error, context, geminiVendor)
  }
}
