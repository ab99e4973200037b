import { ApiError } from '../api-error.ts'

/** What a client asks that cannot be put to a vendor, or that has no price: 400, naming the field. */
export function invalidRequest(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request_error', 'invalid_request', `${param}: ${message}`, { param })
}
