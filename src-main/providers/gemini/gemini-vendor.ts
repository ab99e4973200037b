import { classifyGemini } from '../../../src-shared/vendors/gemini/classify-gemini.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import type { Vendor } from '../http/vendor.ts'

/** Gemini, as its errors are told and understood. */
export const geminiVendor: Vendor = { name: vendorNames.gemini.name, classify: classifyGemini }
