import { z } from 'zod'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import type { UpstreamFailure, UpstreamProfile } from '../http/upstream-profile.ts'

/** The parts of the SDK's APIError that are used; `error` events of a stream have a type but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  type: z.string().nullish(),
  apiMessage: z.string().nullish(),
  headers: z.custom<Pick<Headers, 'get'>>((value) => typeof value === 'object' && value !== null && 'get' in value).optional().catch(undefined),
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

/** How Anthropic reports errors. */
export const anthropicProfile: UpstreamProfile = { name: 'Anthropic', describe }

function describe(error: unknown): UpstreamFailure | undefined {
  const { data } = apiErrorSchema.safeParse(error)
  const type = data?.type ?? undefined
  if (data === undefined || (data.status === undefined && type === undefined)) return undefined
  const status = data.status ?? statuses[type ?? ''] ?? 500
  // Without a type it is no answer of Anthropic's, and what it says explains nothing.
  const said = type === undefined ? undefined : (data.apiMessage ?? undefined)
  const retryAfterMs = readRetryAfter(data.headers)
  return { status, ...(type === undefined ? {} : { type }), ...(said === undefined ? {} : { said }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
