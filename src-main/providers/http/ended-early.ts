import type { RephloError } from '../../../src-shared/rephlo-error.ts'
import { fromFailure } from './to-vendor-error.ts'
import type { CallContext, Vendor } from './vendor.ts'

/** A stream that ends without its last event was cut; one without any event was never the vendor's. */
export function endedEarly(isEmpty: boolean, context: CallContext, vendor: Vendor): RephloError {
  return fromFailure({ kind: isEmpty ? 'wrong_address' : 'interrupted' }, context, vendor)
}
