import { classifyAnthropic } from '../../../src-shared/vendors/anthropic/classify-anthropic.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import type { Vendor } from '../http/vendor.ts'

/** Anthropic, as its errors are told and understood. */
export const anthropicVendor: Vendor = { name: vendorNames.anthropic.name, classify: classifyAnthropic }
