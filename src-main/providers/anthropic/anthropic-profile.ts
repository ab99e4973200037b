import { z } from 'zod'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import type { ApiFailure, VendorProfile } from '../http/vendor-profile.ts'

/** The parts of the SDK's APIError that are used; SSE `error` events have a type but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  type: z.string().nullish(),
  apiMessage: z.string().nullish(),
  message: z.string(),
  // Not z.instanceof: naming Headers at load would load Node's whole HTTP stack at start.
  headers: z.custom<Headers>((value) => value instanceof Headers).optional(),
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

/** How Anthropic's errors are read. */
export const anthropicProfile: VendorProfile = { name: 'Anthropic', describe }

function describe(error: unknown): ApiFailure | undefined {
  const { data } = apiErrorSchema.safeParse(error)
  const type = data?.type ?? undefined
  if (data === undefined || (data.status === undefined && type === undefined)) return undefined
  const status = data.status ?? statuses[type ?? ''] ?? 500
  return { status, type, said: saidBy(data, status), retryAfterMs: readRetryAfter(data.headers) }
}

/** Without Anthropic's error shape it is some other server's page, which explains nothing to a person. */
function saidBy({ type, apiMessage, message }: z.output<typeof apiErrorSchema>, status: number): string | undefined {
  if (status === 404 && type !== 'not_found_error') return undefined
  return apiMessage ?? (/[<{]/.test(message) ? undefined : message)
}
