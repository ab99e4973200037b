import type { RefusableField } from './name-refused-field.ts'
import type { TokenLimits } from './read-token-limits.ts'

/** What can go wrong at a vendor, whichever it is. */
export const failureKinds = [
  'request_refused',
  'field_refused',
  'output_limit_too_large',
  'prompt_too_long',
  'body_too_large',
  'key_refused',
  'not_permitted',
  'out_of_credit',
  'model_unknown',
  'model_retired',
  'not_offered',
  'wrong_address',
  'timed_out',
  'rate_limited',
  'request_above_rate',
  'overloaded',
  'server_error',
  'unreachable',
  'redirected',
  'certificate_refused',
  'interrupted',
  'unreadable',
  'cache_gone',
] as const

export type FailureKind = (typeof failureKinds)[number]

/** A failed call, understood: the app and the gateway each phrase it for their own readers. */
export interface VendorFailure {
  readonly kind: FailureKind
  /** The server's own words, plain and on one line, neither shortened nor freed of keys. */
  readonly said?: string
  readonly status?: number
  /**
   * The vendor's words for the kind, such as `not_found_error`, and for the case, such as
   * `model_not_found`.
   */
  readonly type?: string
  readonly code?: string
  /** The field that the vendor names as wrong, as a path in its own words. */
  readonly param?: string
  /** With `field_refused` and `output_limit_too_large`: the field that the request can go without. */
  readonly field?: RefusableField
  /** The counts that the vendor names, where it says that something is too long. */
  readonly limits?: TokenLimits
  readonly retryAfterMs?: number
  /** The system's word for a connection that failed, such as `ECONNREFUSED`. */
  readonly networkCode?: string
}

/** What is to be known of the call to understand its failure. */
export interface FailureContext {
  /** Absent for a call that is about no model. */
  readonly model?: string | undefined
  /** Whether the response had begun: a broken connection after that is an answer that was cut. */
  readonly hasBegun?: boolean
  /** Whether the request named a cache object of the vendor's; absent when that is not known. */
  readonly readsExplicitCache?: boolean
}

/** How a vendor's failures are understood: whatever its SDK, the network or a parser threw. */
export type Classify = (error: unknown, context: FailureContext) => VendorFailure
