import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { causesOf } from '../../../src-shared/vendors/classify-connection.ts'
import type { VendorFailure } from '../../../src-shared/vendors/vendor-failure.ts'
import { phraseFailure } from './phrase-failure.ts'
import type { CallContext, Vendor, Verdict } from './vendor.ts'

/**
 * Turns what an SDK or the network threw into an error that says what to do. The key never gets into its
 * message or cause.
 */
export function toVendorError(error: unknown, context: CallContext, vendor: Vendor): RephloError {
  if (error instanceof RephloError) return error
  return fromVerdict(phraseFailure(vendor.classify(error, context), context, vendor), context, error)
}

/** A failure that was understood already, as an error that says what to do. */
export function fromFailure(failure: VendorFailure, context: CallContext, vendor: Vendor): RephloError {
  return fromVerdict(phraseFailure(failure, context, vendor), context)
}

/** A verdict as an error, with the key taken out of its message and of the technical cause. */
export function fromVerdict(
  { code, message, retryable, retryAfterMs }: Verdict,
  { apiKey }: Pick<CallContext, 'apiKey'>,
  cause?: unknown,
): RephloError {
  return new RephloError(code, redactSecrets(message, apiKey), {
    retryable,
    retryAfterMs,
    cause: safeCause(cause, apiKey),
  })
}

function safeCause(error: unknown, apiKey: string | undefined): unknown {
  if (!(error instanceof Error)) return undefined
  const isClean = causesOf(error).every(({ message }) => redactSecrets(message, apiKey) === message)
  return isClean ? error : new Error(redactSecrets(error.message, apiKey))
}
