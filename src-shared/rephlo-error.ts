export const errorCodes = [
  'bad_input',
  'not_found',
  'wrong_use',
  'empty_text',
  'too_large',
  'missing_key',
  'invalid_key',
  'permission_denied',
  'logged_out',
  'no_credits',
  'out_of_credit',
  'model_not_found',
  'rate_limited',
  'overloaded',
  'network',
  'timeout',
  'stream_interrupted',
  'provider_error',
  'keychain_unavailable',
  'storage_full',
  'storage_read_only',
  'storage_corrupt',
  'storage_newer',
  'storage_error',
  'forbidden',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error as it crosses a process boundary: no stack, no cause, a message that a person can act on. */
export interface ErrorInfo {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  /** How long the vendor asked to wait before another attempt, in milliseconds. */
  readonly retryAfterMs?: number
}

/**
 * The one error class of the product. The message says what happened and what to do;
 * `retryable` is decided where the error is born; `cause` keeps the technical origin for the log.
 */
export class RephloError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RephloError'
    this.code = code
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Turns anything thrown into what may be shown; unexpected errors keep their detail out of sight. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof RephloError)
    return {
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    }
  return {
    code: 'internal',
    message:
      'Something went wrong inside Rephlo. Try again; if it happens again, ' +
      'restart Rephlo and look at the log file.',
    retryable: true,
  }
}
