import type { CachePlan, ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { ProviderId } from '../../src-shared/entities.ts'
import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { RunEvent } from '../../src-shared/run-event.ts'

/** How to reach a vendor. The key is never logged and never leaves the main process except to the vendor. */
export interface Credentials {
  readonly apiKey?: string
  /** Absent for the vendor's own address. */
  readonly baseUrl?: string
}

/** The task before it was composed, for a provider that works by rules and reads no prompt. */
export interface ProviderTask {
  readonly commandId: string
  readonly text: string
  readonly instructions: string
}

/** One call, already composed and planned. `maxOutputTokens` bounds the answer. */
export interface ProviderCall {
  readonly model: string
  readonly prompt: ComposedPrompt
  readonly plan: CachePlan
  readonly maxOutputTokens: number
  readonly credentials: Credentials
  readonly task: ProviderTask
}

type StreamPart = Extract<RunEvent, { type: 'text' | 'usage' | 'warning' }>

/**
 * The parts of a provider's stream: text, usage (each replaces the one before, so that a cut stream keeps what was
 * reported) and warnings, then exactly one of `finished`, `failed`, `cancelled`. The run around it adds cost and timing.
 */
export type ProviderEvent =
  | StreamPart
  | { readonly type: 'finished'; readonly stopReason: 'end' | 'length' | 'refusal' | 'other' }
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  | { readonly type: 'cancelled' }

/** A vendor behind one interface. Implementations never throw from `stream`: every error is a `failed` event. */
export interface Provider {
  readonly id: ProviderId
  readonly name: string
  /** True for the built-in provider whose runs cost nothing. */
  readonly practice: boolean
  readonly defaultBaseUrl?: string
  /** Aborting ends the HTTP request; the stream then closes with `cancelled`. */
  stream(call: ProviderCall, signal: AbortSignal): AsyncIterable<ProviderEvent>
  /** Resolves when the vendor accepts the key, without using paid tokens; throws a RephloError that says why not. */
  checkKey(credentials: Credentials, signal: AbortSignal): Promise<void>
}

/** The part of the platform's `fetch` that providers use; injected so that Electron's network stack can be used. */
export type Fetch = typeof globalThis.fetch
