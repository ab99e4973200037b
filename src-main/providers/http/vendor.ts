import type { Classify, FailureContext, VendorFailure } from '../../../src-shared/vendors/vendor-failure.ts'
import type { ErrorCode } from '../../../src-shared/rephlo-error.ts'

/** What is to be told of a failure. The message says what happened and what to do. */
export interface Verdict {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs?: number
}

/**
 * What the conversion of errors needs to know about the call: for the message, and to keep the key out of
 * it.
 */
export interface CallContext extends FailureContext {
  readonly model: string | undefined
  /** Host and port that was called. */
  readonly host: string
  readonly apiKey: string | undefined
  readonly hasBegun: boolean
}

/** Who is called, as errors tell it. */
export interface Vendor {
  /** As it stands in sentences: “OpenAI”. */
  readonly name: string
  readonly classify: Classify
  /** What to do when nothing listens at the address, such as “Is Ollama running?”. */
  readonly unreachableHint?: string
  /** What the address usually looks like, told when it seems wrong. */
  readonly addressHint?: string
  /** The words of a server that has its own; undefined leaves a failure to the common ones. */
  phrase?(failure: VendorFailure, context: CallContext): Verdict | undefined
}
