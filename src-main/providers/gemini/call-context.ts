import { geminiBaseUrl } from '../../../src-shared/vendors/gemini/gemini-client-options.ts'
import { hostOf } from '../http/host-of.ts'
import type { CallContext } from '../http/vendor.ts'
import type { Credentials } from '../provider.ts'

/** What errors of a call tell and keep to themselves, before its response has begun. */
export function contextOf(credentials: Credentials, model: string | undefined): CallContext {
  return {
    model,
    host: hostOf(credentials, geminiBaseUrl),
    apiKey: credentials.apiKey?.trim(),
    hasBegun: false,
  }
}
