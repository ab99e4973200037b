import { z } from 'zod'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import { ApiError } from '../../api-error.ts'
import { unreadable } from '../http/judge-failure.ts'
import type { UpstreamFailure, UpstreamProfile } from '../http/upstream-profile.ts'

const text = z.string().min(1).optional().catch(undefined)

/** The body's `error`. Source: SDK type `ErrorObject`; other servers fill `code` with numbers. */
const errorBody = z.object({
  message: text,
  type: text,
  param: text,
  code: z
    .union([z.string().min(1), z.number().transform(String)])
    .optional()
    .catch(undefined),
})

/** The parts of the SDK's APIError that are used; errors inside a stream have a body but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  error: z.unknown().optional(),
  headers: z
    .custom<Pick<Headers, 'get'>>((value) => typeof value === 'object' && value !== null && 'get' in value)
    .optional()
    .catch(undefined),
})

/** Statuses that OpenAI's codes and types stand for, where an event in a stream has none. */
const statuses: Readonly<Record<string, number>> = {
  context_length_exceeded: 400,
  invalid_prompt: 400,
  invalid_request_error: 400,
  invalid_api_key: 401,
  authentication_error: 401,
  permission_error: 403,
  model_not_found: 404,
  insufficient_quota: 429,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  overloaded_error: 503,
  server_overloaded: 503,
}

/** How OpenAI reports errors. Sources: SDK class `APIError`, OpenAI's guide to error codes. */
export const openAiProfile: UpstreamProfile = { name: 'OpenAI', describe, judge }

function describe(error: unknown): UpstreamFailure | undefined {
  const parsed = error instanceof Error ? apiErrorSchema.safeParse(error) : undefined
  if (parsed?.success !== true) return undefined
  const { status, error: body, headers } = parsed.data
  if (status === undefined && (body === undefined || body === null)) return undefined
  const retryAfterMs = readRetryAfter(headers)
  return { ...toFailure(body, status), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

function toFailure(body: unknown, status: number | undefined): UpstreamFailure {
  const { message, type, param, code } = errorBody.safeParse(body).data ?? {}
  return {
    status: status ?? statuses[code ?? ''] ?? statuses[type ?? ''] ?? 500,
    ...(message === undefined ? {} : { said: message }),
    ...(type === undefined ? {} : { type }),
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  }
}

function judge({ status, code, said = '' }: UpstreamFailure): ApiError | undefined {
  // Above the limit of tokens a minute in a single request: it never gets through, however long one waits.
  if (status === 429 && /request too large/i.test(said)) {
    return new ApiError(
      400,
      'invalid_request_error',
      'context_length_exceeded',
      'The prompt is larger than what the gateway may send OpenAI in a minute. Send less, or choose another model.',
      { param: 'messages' },
    )
  }
  // OpenAI answers an address that it does not have with 404 as well.
  const isAboutModel = code === 'model_not_found' || /\bmodel\b/i.test(said)
  return status === 404 && said !== '' && !isAboutModel ? unreadable('OpenAI') : undefined
}
