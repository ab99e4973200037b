import type { ApiErrorBody } from '../src-shared/dedicated-api/chat-answer.ts'

/** The kinds of error of OpenAI's API, which its SDKs know by status. */
export type ApiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'insufficient_credits'
  | 'rate_limit_error'
  | 'conflict_error'
  | 'upstream_error'
  | 'server_error'

export interface ApiErrorOptions {
  /** The field that is wrong, as a path: `messages[0].content`. */
  readonly param?: string
  readonly retryAfterSeconds?: number
  /** Credits left, for 402. */
  readonly balance?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * The one error that the gateway answers on purpose. `message` says what happened and
 * what to do, and never holds a key, a query or another user's data; `code` is for
 * programs. Everything else thrown becomes a plain 500.
 */
export class ApiError extends Error {
  readonly status: 400 | 401 | 402 | 403 | 404 | 409 | 413 | 422 | 429 | 499 | 500 | 502 | 503 | 504
  readonly type: ApiErrorType
  readonly code: string
  readonly options: ApiErrorOptions

  constructor(
    status: ApiError['status'],
    type: ApiErrorType,
    code: string,
    message: string,
    options: ApiErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ApiError'
    this.status = status
    this.type = type
    this.code = code
    this.options = options
  }

  /** The body in OpenAI's shape. */
  toBody(): ApiErrorBody {
    const { param, retryAfterSeconds, balance } = this.options
    const error = { message: this.message, type: this.type, param: param ?? null, code: this.code }
    return {
      error,
      ...(retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }),
      ...(balance === undefined ? {} : { balance }),
    }
  }
}
