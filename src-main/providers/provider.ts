import type { CachePlan, ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { EndpointProfile, OpenAiApi, ProviderId } from '../../src-shared/entities.ts'
import type { ModelCaching } from '../../src-shared/pricing/price-table.ts'
import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { CreditCharge, RunCost, RunEvent } from '../../src-shared/run-event.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'

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

/** How a vendor that can be spoken to in several ways is spoken to. */
export interface Dialect {
  readonly openAiApi: OpenAiApi
  readonly endpointProfile: EndpointProfile
}

/** What ties a call to the caches of earlier calls. */
export interface CacheContext {
  /** A stable, opaque name for the Space (a hash, at most 64 characters): OpenAI's `prompt_cache_key`. */
  readonly scope: string
  /** What the model table knows of the model's caching; absent for a model that it does not know. */
  readonly model?: ModelCaching
  /** Who serves the model behind a gateway, in the gateway's word; absent elsewhere. */
  readonly vendor?: string
  /**
   * The vendor's id of the latest answer on this Space and model, for its diagnostics; null when there was
   * none.
   */
  readonly previousResponseId?: string | null
  /**
   * The name of a live explicit cache that holds the prefix up to the plan's mark (Gemini
   * `cachedContents/…`).
   */
  readonly explicitCache?: string
}

/** One call, already composed and planned. `maxOutputTokens` bounds the answer. */
export interface ProviderCall {
  readonly model: string
  readonly prompt: ComposedPrompt
  readonly plan: CachePlan
  readonly cache: CacheContext
  readonly dialect: Dialect
  readonly maxOutputTokens: number
  readonly credentials: Credentials
  readonly task: ProviderTask
}

/**
 * What the vendor says about a cache: `reason` is its own word (`system_changed`, `input_changed`,
 * `cache_hit`…), tokens are those that were missed because of it.
 */
export interface VendorDiagnosis {
  readonly reason: string
  readonly missedTokens?: number
}

type StreamPart = Extract<RunEvent, { type: 'text' | 'thinking' | 'usage' | 'warning' }>

/**
 * The end of an answer. `other` is every end that is not known to be a good one (an error, an abort, a paused
 * turn, a call of a tool, a word that nobody knows): such an answer may be half.
 */
export interface FinishedEvent {
  readonly type: 'finished'
  readonly stopReason: 'end' | 'length' | 'refusal' | 'other'
  /** The vendor's own word, where it is none that is known. */
  readonly reason?: string
}

/**
 * The parts of a provider's stream: text, usage (each replaces the one before, so that a cut stream keeps
 * what was reported), warnings, `begun` with the vendor's id of the answer (from then on what this call wrote
 * is readable), the vendor's diagnosis and what was charged to a balance, then exactly one of `finished`,
 * `failed`, `cancelled`. The run around it adds cost and timing.
 */
export type ProviderEvent =
  | StreamPart
  | { readonly type: 'begun'; readonly responseId?: string }
  | { readonly type: 'diagnosis'; readonly diagnosis: VendorDiagnosis }
  | {
      readonly type: 'charged'
      readonly credits: CreditCharge
      /** What the credits are worth. */ readonly cost: RunCost
    }
  | FinishedEvent
  | {
      readonly type: 'failed'
      readonly error: ErrorInfo
      /** A charge of nothing, where it is known that the request was refused before any work. */
      readonly credits?: CreditCharge
    }
  | { readonly type: 'cancelled' }

/** A cache object at the vendor. `expiresAt` is epoch milliseconds. */
export interface ExplicitCache {
  readonly name: string
  readonly expiresAt: number
  /** Tokens it holds, as the vendor counted them. */
  readonly tokens?: number
}

/**
 * A vendor behind one interface. Implementations never throw from `stream`: every error is a `failed` event.
 */
export interface Provider {
  readonly id: ProviderId
  readonly name: string
  /** True for the built-in provider whose runs cost nothing. */
  readonly practice: boolean
  /** False for a provider that may work without a key, such as a model server on this computer. */
  readonly needsKey: boolean
  /**
   * True for the gateway that one logs in to: what a run costs is what it was charged, and unknown when that
   * was not told.
   */
  readonly paidInCredits?: boolean
  readonly defaultBaseUrl?: string
  /** What a model that the table does not know is taken to offer; absent or undefined: no caching. */
  cachingOf?(model: string, dialect: Dialect): ModelCaching | undefined
  /** Aborting ends the HTTP request; the stream then closes with `cancelled`. */
  stream(call: ProviderCall, signal: AbortSignal): AsyncIterable<ProviderEvent>
  /**
   * Resolves when the vendor accepts the key, without using paid tokens; throws a RephloError that says why
   * not.
   */
  checkKey(credentials: Credentials, signal: AbortSignal): Promise<void>
  /**
   * The models that the endpoint offers, by its own list; absent where the model table is the list. Throws
   * RephloError.
   */
  listModels?(credentials: Credentials, signal: AbortSignal): Promise<readonly string[]>
  /**
   * Writes or refreshes the prefix of a call without any output. Resolves to what it used, undefined when
   * that was not reported. Throws RephloError. Absent where the vendor has no such request;
   * `cache.model.prewarm` says for which models.
   */
  prewarm?(call: ProviderCall, signal: AbortSignal): Promise<TokenUsage | undefined>
  /**
   * Cache objects, where the vendor has them. Both throw RephloError; deleting one that is gone is no error.
   */
  readonly explicitCaches?: {
    create(call: ProviderCall, lifetimeMs: number, signal: AbortSignal): Promise<ExplicitCache>
    delete(name: string, credentials: Credentials, signal: AbortSignal): Promise<void>
  }
}

/**
 * The part of the platform's `fetch` that providers use; injected so that Electron's network stack can be
 * used.
 */
export type Fetch = typeof globalThis.fetch
