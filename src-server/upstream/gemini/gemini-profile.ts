import { readGoogleError, type GoogleError } from '../../../src-shared/vendor-errors/read-google-error.ts'
import { ApiError } from '../../api-error.ts'
import type { UpstreamFailure, UpstreamProfile } from '../http/upstream-profile.ts'

/** How Gemini reports errors. */
export const geminiProfile: UpstreamProfile = { name: 'Gemini', describe, judge }

/** Without Google's own body, some other server answered. A key or a project that may not is told with 400 as well. */
function describe(error: unknown): UpstreamFailure | undefined {
  const read = readGoogleError(error)
  if (read === undefined) return undefined
  const { type, said, retryAfterMs } = read
  return {
    status: isKeyRefused(read) ? 401 : read.status,
    ...(type === undefined ? {} : { type }),
    ...(said === undefined ? {} : { said }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

function isKeyRefused({ status, type, said = '', reasons }: GoogleError): boolean {
  return (
    reasons.includes('API_KEY_INVALID') ||
    (status === 400 &&
      (type === 'FAILED_PRECONDITION' || /api key (?:not valid|not found|expired)/i.test(said)))
  )
}

function judge({ status, said = '' }: UpstreamFailure): ApiError | undefined {
  const isCacheGone =
    status !== undefined &&
    [400, 403, 404].includes(status) &&
    /cached? ?contents?\b/i.test(said) &&
    /not found|not exist|expired|permission/i.test(said)
  if (!isCacheGone) return undefined
  return new ApiError(
    400,
    'invalid_request_error',
    'cached_content_not_found',
    'Gemini has no such cached content, or has it no more. Send the whole prompt without it, or make a new one.',
    { param: 'cached_content' },
  )
}
