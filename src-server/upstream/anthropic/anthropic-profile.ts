import { readAnthropicError } from '../../../src-shared/vendor-errors/read-anthropic-error.ts'
import type { UpstreamFailure, UpstreamProfile } from '../http/upstream-profile.ts'

/** How Anthropic reports errors. */
export const anthropicProfile: UpstreamProfile = { name: 'Anthropic', describe }

function describe(error: unknown): UpstreamFailure | undefined {
  const read = readAnthropicError(error)
  if (read === undefined) return undefined
  const { status, type, apiMessage, retryAfterMs } = read
  // Without a type it is no answer of Anthropic's, and what it says explains nothing.
  const said = type === undefined ? undefined : apiMessage
  return {
    status,
    ...(type === undefined ? {} : { type }),
    ...(said === undefined ? {} : { said }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}
