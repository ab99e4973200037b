import type { RephloError } from '../../../src-shared/rephlo-error.ts'
import { notVendor, streamCut } from './judge-status.ts'
import { fromVerdict } from './to-vendor-error.ts'
import type { CallContext, VendorProfile } from './vendor-profile.ts'

/** A stream that ends without its last event was cut; one without any event was never the vendor's. */
export function endedEarly(isEmpty: boolean, context: CallContext, vendor: VendorProfile): RephloError {
  return fromVerdict(isEmpty ? notVendor(context, vendor) : streamCut(vendor), context)
}
