import { z } from 'zod'
import { ApiError } from '../../api-error.ts'
import type { UpstreamFailure, UpstreamProfile } from '../http/upstream-profile.ts'

/** What the SDK throws for an error answer, and for an error in a stream. Its message holds the body as JSON. */
const apiErrorSchema = z.object({ name: z.literal('ApiError'), status: z.number(), message: z.string() })

/** Google's error body. Source: google.rpc.Status with ErrorInfo and RetryInfo as details. */
const bodySchema = z.object({
  error: z.object({
    message: z.string(),
    status: z.string().regex(/^[A-Z_]+$/),
    details: z.array(z.looseObject({ reason: z.unknown().optional(), retryDelay: z.unknown().optional() })).optional().catch(undefined),
  }),
})

const longestWaitSeconds = 24 * 60 * 60

/** How Gemini reports errors. */
export const geminiProfile: UpstreamProfile = { name: 'Gemini', describe, judge }

/** Without Google's own body, some other server answered. A key or a project that may not is told with 400 as well. */
function describe(error: unknown): UpstreamFailure | undefined {
  const thrown = apiErrorSchema.safeParse(error)
  if (!thrown.success) return undefined
  const { status, message } = thrown.data
  const body = bodySchema.safeParse(parseBody(message))
  if (!body.success) return { status }
  const { status: type, message: said, details = [] } = body.data.error
  const isKeyRefused = details.some(({ reason }) => reason === 'API_KEY_INVALID') || (status === 400 && (type === 'FAILED_PRECONDITION' || /api key (?:not valid|not found|expired)/i.test(said)))
  return { status: isKeyRefused ? 401 : status, type, said, ...retryAfter(details.map(({ retryDelay }) => retryDelay)) }
}

function judge({ status, said = '' }: UpstreamFailure): ApiError | undefined {
  const isCacheGone = status !== undefined && [400, 403, 404].includes(status) && /cached? ?contents?\b/i.test(said) && /not found|not exist|expired|permission/i.test(said)
  if (!isCacheGone) return undefined
  return new ApiError(400, 'invalid_request_error', 'cached_content_not_found', 'Gemini has no such cached content, or has it no more. Send the whole prompt without it, or make a new one.', { param: 'cached_content' })
}

/** An error in a stream stands behind a few words of the SDK's. */
function parseBody(message: string): unknown {
  try {
    return JSON.parse(message.slice(Math.max(0, message.indexOf('{'))))
  } catch {
    return undefined
  }
}

/** RetryInfo's `retryDelay` is a Protocol Buffers duration: “34.07s”. */
function retryAfter(delays: readonly unknown[]): { retryAfterMs?: number } {
  const seconds = delays.map((delay) => (typeof delay === 'string' ? Number(/^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1]) : Number.NaN)).find((value) => value <= longestWaitSeconds)
  return seconds === undefined ? {} : { retryAfterMs: Math.ceil(seconds * 1000) }
}
