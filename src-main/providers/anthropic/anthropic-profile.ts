import {
  readAnthropicError,
  type AnthropicError,
} from '../../../src-shared/vendor-errors/read-anthropic-error.ts'
import type { ApiFailure, VendorProfile } from '../http/vendor-profile.ts'

/** How Anthropic's errors are read. */
export const anthropicProfile: VendorProfile = { name: 'Anthropic', describe }

function describe(error: unknown): ApiFailure | undefined {
  const read = readAnthropicError(error)
  if (read === undefined) return undefined
  const { status, type, retryAfterMs } = read
  return { status, type, said: saidBy(read), retryAfterMs }
}

/** Without Anthropic's error shape it is some other server's page, which explains nothing to a person. */
function saidBy({ status, type, apiMessage, message = '' }: AnthropicError): string | undefined {
  if (status === 404 && type !== 'not_found_error') return undefined
  return apiMessage ?? (message === '' || /[<{]/.test(message) ? undefined : message)
}
