import type { LabAnswer } from '../lab-protocol.ts'

/** Types and usual messages of Anthropic's errors by status. Source: Anthropic's errors page and the SDK's `ErrorType`. */
const errors: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'Invalid request'],
  401: ['authentication_error', 'invalid x-api-key'],
  402: ['billing_error', 'Your credit balance is too low to access the Anthropic API.'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'The requested resource could not be found.'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  504: ['timeout_error', 'The request timed out'],
  529: ['overloaded_error', 'Overloaded'],
}

/** An error in Anthropic's shape, with `retry-after` where it is given. */
export function anthropicError(
  requestId: string,
  status: number,
  message?: string,
  retryAfterSeconds?: number,
): LabAnswer {
  const [type, usualMessage] = errors[status] ?? ['api_error', 'Internal server error']
  return {
    kind: 'json',
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { type: 'error', error: { type, message: message ?? usualMessage }, request_id: requestId },
  }
}
