import type { ApiError } from '../../api-error.ts'

/** An error answer of a vendor, read from whatever its SDK throws. */
export interface UpstreamFailure {
  /** Absent for an error event in a stream, unless the vendor's types stand for statuses. */
  readonly status?: number
  /** The vendor's own words for the kind, such as `not_found_error` or `insufficient_quota`. */
  readonly type?: string
  readonly code?: string
  /** The field that the vendor names as wrong, in the client's own words; absent when it names one of its own. */
  readonly param?: string
  /** The vendor's sentence; absent when the body was not in its shape: then some other server answered. */
  readonly said?: string
  readonly retryAfterMs?: number
}

/** How a vendor's errors are read. One for each vendor, given to `toUpstreamError`. */
export interface UpstreamProfile {
  /** As it stands in sentences: “Anthropic”. */
  readonly name: string
  /** Reads an error answer from what the SDK threw; undefined when it is none, such as a broken connection. */
  describe(error: unknown): UpstreamFailure | undefined
  /** Judges what only this vendor says; undefined leaves it to the common rules for the status. */
  judge?(failure: UpstreamFailure): ApiError | undefined
}

/** What is to be known of a call that failed. */
export interface FailedCall {
  /** The client's: when it is aborted, its reason is thrown instead. */
  readonly signal: AbortSignal
  /** The gateway's own key, to keep it out of messages. */
  readonly apiKey: string
  readonly model: string
}
