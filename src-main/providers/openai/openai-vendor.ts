import { classifyOpenAi } from '../../../src-shared/vendors/openai/classify-openai.ts'
import type { Vendor } from '../http/vendor.ts'

/** OpenAI, or what imitates it, as its errors are told and understood. */
export function openAiVendor(
  name: string,
  hints: Pick<Vendor, 'unreachableHint' | 'addressHint'> = {},
): Vendor {
  return { name, classify: classifyOpenAi, ...hints }
}
