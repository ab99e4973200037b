import type { Agent, Dispatcher } from 'undici'
import type { BytesRewriter } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import { Exchange } from './exchange.ts'
import type { BodyLimits } from './pooled-body.ts'
import type { PooledResponse } from './pooled-response.ts'

export interface PooledFetchOptions {
  /** How long to wait for the connection, for the first byte, and for each next one, in milliseconds. */
  readonly timeoutMs?: number
  /** Most connections to one origin; further requests wait. */
  readonly connections?: number
  /** How long an unused connection is kept, in milliseconds, unless the server says less. */
  readonly keepAliveMs?: number
  readonly limits?: Partial<BodyLimits>
}

/**
 * What this fetch takes beyond the standard. SDKs that are given a signal follow it by weak references,
 * and what those hold stays in memory until the next full collection: all of every call. So they get
 * none, and pass this on unread, as a fetch option.
 */
export interface PooledInit extends RequestInit {
  /** Ends the request, as `signal` does. */
  readonly callerSignal?: AbortSignal
  /** For a stream: what makes of its bytes what the SDK reads. Refusals pass as they are. */
  readonly rewriter?: BytesRewriter
}

export type PooledFetch = typeof globalThis.fetch & {
  /** Closes all connections once their requests have ended. */
  close(): Promise<void>
}

type Sent = Pick<Dispatcher.DispatchOptions, 'headers' | 'body'>

const defaultTimeoutMs = 120_000
const longestConnectMs = 10_000
const maximumHeaderBytes = 32 * 1024
const defaultLimits: BodyLimits = { wholeBytes: 32 * 1024 * 1024, streamBytes: 256 * 1024 * 1024 }
const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

/**
 * A fetch for the vendors' SDKs over kept connections, at a fraction of the cost of the global one. Redirects
 * are answered, never followed, so that keys and prompts go nowhere else. It takes texts and bytes, and
 * answers what SDKs read of a Response. Silence longer than `timeoutMs` throws a DOMException `TimeoutError`;
 * an abort ends the socket and throws the signal's reason.
 */
export function createPooledFetch(options: PooledFetchOptions = {}): PooledFetch {
  const { timeoutMs = defaultTimeoutMs } = options
  const limits = { ...defaultLimits, ...options.limits }
  const toError = (error: Error): Error | undefined => {
    const code = codeOf(error)
    if (timeoutCodes.has(code))
      return new DOMException(`Nothing came for ${timeoutMs} ms: timed out`, 'TimeoutError')
    return code.startsWith('HPE_') ? error : undefined
  }
  let opening: Promise<Agent> | undefined
  const pooledFetch = async (
    input: Parameters<typeof globalThis.fetch>[0],
    init: PooledInit = {},
  ): Promise<PooledResponse> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const sent: Sent = { headers: toHeaders(init.headers), body: toBody(init.body) }
    const agent = await (opening ??= openAgent(options, timeoutMs))
    // Not before the wait: a signal that is aborted meanwhile tells its listeners nothing.
    const signals = [init.callerSignal, init.signal].filter((signal) => signal instanceof AbortSignal)
    for (const signal of signals) signal.throwIfAborted()
    return await new Promise((resolve, reject) => {
      const { rewriter } = init
      const exchange = new Exchange({ url: url.href, signals, limits, rewriter, toError, resolve, reject })
      agent.dispatch(
        { origin: url.origin, path: url.pathname + url.search, method: init.method ?? 'GET', ...sent },
        exchange,
      )
    })
  }
  // A PooledResponse is the part of a Response that the SDKs use; TypeScript cannot know which part that is.
  return Object.assign(pooledFetch as unknown as typeof globalThis.fetch, {
    close: async () => await (await opening)?.close(),
  })
}

type PooledOptions = Pick<PooledInit, 'callerSignal' | 'rewriter' | 'redirect'>

/** The fetch options that end a request with this signal and, for a stream, rewrite its answer. */
export function endedBy(callerSignal: AbortSignal, rewriter?: BytesRewriter): PooledOptions {
  return { callerSignal, rewriter }
}

/** What `endedBy` has put into an SDK's options. */
export function pooledOptionsOf(options: object | undefined): PooledOptions {
  const { callerSignal, rewriter }: PooledOptions = options ?? {}
  return { callerSignal, rewriter }
}

async function openAgent(
  { connections = 512, keepAliveMs = 30_000 }: PooledFetchOptions,
  timeoutMs: number,
): Promise<Agent> {
  const { Agent } = await import('undici')
  return new Agent({
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: maximumHeaderBytes,
    connect: { timeout: Math.min(timeoutMs, longestConnectMs) },
  })
}

function toHeaders(headers: RequestInit['headers']): Sent['headers'] {
  if (headers === undefined) return undefined
  if (Symbol.iterator in headers) return [...headers].flat()
  return headers as Record<string, string>
}

function toBody(body: RequestInit['body']): Sent['body'] {
  if (body === undefined || body === null || typeof body === 'string') return body
  if (body instanceof Uint8Array) return body
  throw new TypeError('Only texts and bytes can be sent')
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
