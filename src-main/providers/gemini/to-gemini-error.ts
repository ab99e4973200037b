import type { RephloError } from '../../../src-shared/rephlo-error.ts'
import { notVendor } from '../http/judge-status.ts'
import { fromVerdict, toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext, VendorProfile } from '../http/vendor-profile.ts'
import { geminiProfile } from './gemini-profile.ts'

/** Turns what the SDK or the network threw into an error that says what to do. A first answer that is no JSON is not Gemini's. */
export function toGeminiError(
  error: unknown,
  context: CallContext,
  vendor: VendorProfile = geminiProfile(),
): RephloError {
  const isForeign = error instanceof SyntaxError && !context.hasBegun
  return isForeign
    ? fromVerdict(notVendor(context, vendor), context, error)
    : toVendorError(error, context, vendor)
}
