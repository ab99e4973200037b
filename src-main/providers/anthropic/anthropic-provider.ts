import { z } from 'zod'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Credentials, Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { anthropicBaseUrl, createClient, hostOf } from './create-client.ts'
import { nextInTime } from './next-in-time.ts'
import { readStreamEvent, type StreamState } from './read-stream-event.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'
import { notAnthropic, streamCut, toProviderError, type CallContext } from './to-provider-error.ts'

export interface AnthropicOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 120_000
const keyCheckTimeoutMs = 20_000

const modelPageSchema = z.object({ data: z.array(z.unknown()) })

/** Anthropic through its official SDK, streaming raw events. Nothing is read from the environment. */
export function createAnthropicProvider({ fetch, timeoutMs = defaultTimeoutMs }: AnthropicOptions): Provider {
  return {
    id: 'anthropic',
    name: 'Anthropic',
    practice: false,
    needsKey: true,
    defaultBaseUrl: anthropicBaseUrl,
    stream: (call, signal) => streamAnthropic(call, signal, fetch, timeoutMs),
    checkKey: (credentials, signal) => checkKey(credentials, signal, fetch, Math.min(timeoutMs, keyCheckTimeoutMs)),
  }
}

async function* streamAnthropic(call: ProviderCall, signal: AbortSignal, fetch: Fetch, timeoutMs: number): AsyncGenerator<ProviderEvent> {
  const request = new AbortController()
  const onAbort = (): void => request.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) request.abort()
  let context = contextOf(call.credentials, call.model)
  try {
    const client = await createClient(call.credentials, fetch, timeoutMs)
    const stream = await client.messages.create(toAnthropicRequest(call), { signal: request.signal })
    context = { ...context, hasBegun: true }
    yield* readStream(stream[Symbol.asyncIterator](), signal, timeoutMs, context)
  } catch (error) {
    yield signal.aborted ? { type: 'cancelled' } : { type: 'failed', error: toProviderError(error, context) }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Closes the connection also when the consumer stops reading or the stream goes silent.
    request.abort()
  }
}

async function* readStream(iterator: AsyncIterator<unknown>, signal: AbortSignal, timeoutMs: number, context: CallContext): AsyncGenerator<ProviderEvent> {
  let state: StreamState = { isComplete: false }
  let isFirst = true
  while (!state.isComplete) {
    const next = await nextInTime(iterator, timeoutMs, signal)
    signal.throwIfAborted()
    if (next.kind !== 'event') throw endedEarly(isFirst, context)
    isFirst = false
    const read = readStreamEvent(next.event, state)
    state = read.state
    yield* read.events
  }
}

/** A stream that ends without its last event was cut; one without any event was never Anthropic's. */
function endedEarly(isEmpty: boolean, { host }: CallContext): RephloError {
  const { code, message, retryable } = isEmpty ? notAnthropic(host) : streamCut()
  return new RephloError(code, message, { retryable })
}

/** Lists one model: the cheapest request that needs a valid key, and free of charge. */
async function checkKey(credentials: Credentials, signal: AbortSignal, fetch: Fetch, timeoutMs: number): Promise<void> {
  const context = contextOf(credentials, undefined)
  try {
    const client = await createClient(credentials, fetch, timeoutMs)
    // The SDK takes any page for an empty list, so a login page would pass for an accepted key.
    const response = await client.models.list({ limit: 1 }, { signal }).asResponse()
    if (!modelPageSchema.safeParse(await readJson(response)).success) throw endedEarly(true, context)
  } catch (error) {
    throw toProviderError(error, context)
  }
}

async function readJson(response: Response): Promise<unknown> {
  const body = await response.text()
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function contextOf(credentials: Credentials, model: string | undefined): CallContext {
  return { model, host: hostOf(credentials), apiKey: credentials.apiKey?.trim(), hasBegun: false }
}
