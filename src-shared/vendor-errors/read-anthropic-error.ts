import { z } from 'zod'
import { readRetryAfter } from '../read-retry-after.ts'

/** The parts of the SDK's APIError that are used; SSE `error` events have a type but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  type: z.string().nullish(),
  apiMessage: z.string().nullish(),
  message: z.string().optional().catch(undefined),
  // Not z.instanceof: naming Headers at load would load Node's whole HTTP stack at start.
  headers: z
    .custom<Pick<Headers, 'get'>>((value) => typeof value === 'object' && value !== null && 'get' in value)
    .optional()
    .catch(undefined),
})

/** Anthropic's error types stand for statuses; in a stream, only the type is sent. Source: Anthropic's errors page. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

export interface AnthropicError {
  readonly status: number
  /** Anthropic's word for the kind; absent when the body was not in its shape. */
  readonly type?: string
  /** What the body says. */
  readonly apiMessage?: string
  /** What the SDK made of it, which may quote the page of another server. */
  readonly message?: string
  readonly retryAfterMs?: number
}

/** Reads an error answer, or an error in a stream, from what Anthropic's SDK threw; undefined when it is none. */
export function readAnthropicError(error: unknown): AnthropicError | undefined {
  const { data } = apiErrorSchema.safeParse(error)
  const type = data?.type ?? undefined
  if (data === undefined || (data.status === undefined && type === undefined)) return undefined
  const status = data.status ?? statuses[type ?? ''] ?? 500
  return {
    status,
    type,
    apiMessage: data.apiMessage ?? undefined,
    message: data.message,
    retryAfterMs: readRetryAfter(data.headers),
  }
}
