import { ApiError } from '../api-error.ts'

/**
 * Checks the header `Idempotency-Key`: 1 to 255 visible ASCII characters. Throws ApiError 400 for another.
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header
  throw new ApiError(
    400,
    'invalid_request_error',
    'invalid_header',
    'The header Idempotency-Key must have 1 to 255 visible ASCII characters, such as a UUID.',
    { param: 'Idempotency-Key' },
  )
}
