import type { ChatChunk, ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'
import type { ChatRequest } from '../../src-shared/dedicated-api/chat-request.ts'
import type { Model } from '../../src-shared/pricing/price-table.ts'
import type { Adaptation } from '../../src-shared/vendors/requests/adaptation.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'

export const upstreamIds = ['anthropic', 'openai', 'gemini'] as const
export type UpstreamId = (typeof upstreamIds)[number]

/** A validated call. The body is the client's, unknown fields included, and must not be changed. */
export interface UpstreamCall {
  readonly requestId: string
  readonly model: Model
  readonly body: ChatRequest
  /** The limit of the answer that the credits cover (tokens); sent in place of the body's. */
  readonly maxOutputTokens: number
  /** Whether the client itself asked for that limit; if not, a vendor that needs none may go without. */
  readonly isLimitAsked: boolean
}

/**
 * A whole answer, in OpenAI's shape but for usage and metadata. Usage is undefined when the vendor reported
 * none.
 */
export interface UpstreamAnswer {
  readonly completion: ChatCompletion
  readonly usage: TokenUsage | undefined
}

/**
 * Parts of a stream in order. `usage` may come several times, each replaces the one before
 * (Anthropic tells the input at the start); its `outputTokens` is there only when final. `text` is
 * what the chunk adds, for estimates after a disconnect.
 */
export type UpstreamPart =
  | { readonly type: 'chunk'; readonly chunk: ChatChunk; readonly text: string }
  | { readonly type: 'usage'; readonly usage: TokenUsage }

/**
 * A vendor behind one interface. Both methods throw ApiError: 400 for what the vendor refused
 * (with its words), 429 and 503 with the vendor's wait, 502 for its own troubles, a key of ours
 * that it does not take, and garbage, 504 after a timeout. Aborting ends the request to the
 * vendor at once; then they throw the signal's reason.
 */
export interface Upstream {
  readonly id: UpstreamId
  complete(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer>
  stream(call: UpstreamCall, signal: AbortSignal): AsyncIterable<UpstreamPart>
}

/** How to reach a vendor. */
export interface UpstreamOptions {
  readonly apiKey: string
  /** Absent for the vendor's own address. */
  readonly baseUrl: string | undefined
  readonly timeoutMs: number
  /** Over a pool of connections that is kept open. */
  readonly fetch: typeof globalThis.fetch
  /** Told when a model's server refused a field of the gateway's making, and took the request without. */
  readonly onAdapted?: (model: string, adaptation: Adaptation | undefined) => void
}
