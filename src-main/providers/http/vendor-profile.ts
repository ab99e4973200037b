import type { ErrorCode } from '../../../src-shared/rephlo-error.ts'

/** An error answer of a vendor, read from whatever its SDK throws. */
export interface ApiFailure {
  /** Absent for an error event in a stream, unless the vendor's types stand for statuses. */
  readonly status?: number
  /** The vendor's own words for the kind, such as `not_found_error` or `insufficient_quota`. */
  readonly type?: string
  readonly code?: string
  /** The vendor's explanation; absent when the body was not in its shape: then some other server answered. */
  readonly said?: string
  readonly retryAfterMs?: number
}

/** What is to be told of a failure. The message says what happened and what to do. */
export interface Verdict {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs?: number
}

/** What the conversion of errors needs to know about the call: for the message, and to keep the key out of it. */
export interface CallContext {
  readonly model: string | undefined
  /** Host and port that was called. */
  readonly host: string
  readonly apiKey: string | undefined
  /** Whether the response had begun: a failure after that is a cut stream. */
  readonly hasBegun: boolean
}

/** How a vendor's errors are read. One for each vendor, given to `toVendorError`. */
export interface VendorProfile {
  /** As it stands in sentences: “OpenAI”. */
  readonly name: string
  /** Reads an error answer from what the SDK threw; undefined when it is none, such as a broken connection. */
  describe(error: unknown): ApiFailure | undefined
  /** Judges what only this vendor says; undefined leaves it to the common rules for the status. */
  judge?(failure: ApiFailure, context: CallContext): Verdict | undefined
  /** What to do when nothing listens at the address, such as “Is Ollama running?”. */
  readonly unreachableHint?: string
}
