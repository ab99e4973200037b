import { ApiError } from '../api-error.ts'

/** What may be told of anything thrown: an ApiError as it is, all else as a plain failure without detail. */
export function toOwnError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(500, 'server_error', 'internal_error', 'Something went wrong inside the gateway. Try again; if it happens again, tell your administrator the request id.', { cause: error })
}

/** The answer to a request that failed. */
export function toErrorResponse(error: ApiError): Response {
  const { retryAfterSeconds, headers } = error.options
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }
  return new Response(JSON.stringify(error.toBody()), { status: error.status, headers: { 'content-type': 'application/json', ...retry, ...headers } })
}
