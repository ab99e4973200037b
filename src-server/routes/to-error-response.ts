import { ApiError } from '../api-error.ts'
import { isDatabaseAway } from '../storage/is-database-away.ts'
import { CallEnded } from './chat/open-calls.ts'

/** What may be told of anything thrown: an ApiError as it is, all else as a plain failure without detail. */
export function toOwnError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof CallEnded && error.code === 'server_stopping')
    return new ApiError(
      503,
      'server_error',
      'server_stopping',
      'The gateway is being restarted and could not finish this answer. Send the request again.',
      { retryAfterSeconds: 1 },
    )
  if (isDatabaseAway(error))
    return new ApiError(
      503,
      'server_error',
      'storage_unavailable',
      'The gateway cannot reach its database at the moment. Try again in a little while.',
      { retryAfterSeconds: 5, cause: error },
    )
  return new ApiError(
    500,
    'server_error',
    'internal_error',
    'Something went wrong inside the gateway. Try again; if it happens again, ' +
      'tell your administrator the request id.',
    { cause: error },
  )
}

/** The answer to a request that failed. */
export function toErrorResponse(error: ApiError): Response {
  const { retryAfterSeconds, headers } = error.options
  const retry =
    retryAfterSeconds === undefined
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }
  return new Response(JSON.stringify(error.toBody()), {
    status: error.status,
    headers: { 'content-type': 'application/json', ...retry, ...headers },
  })
}
