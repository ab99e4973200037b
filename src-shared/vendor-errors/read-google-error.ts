import { z } from 'zod'

/** What the SDK throws for an error answer, and for an error in a stream. Its message holds the body as JSON. */
const apiErrorSchema = z.object({ name: z.literal('ApiError'), status: z.number(), message: z.string() })

/** Google's error body. Source: google.rpc.Status with ErrorInfo and RetryInfo as details. */
const bodySchema = z.object({
  error: z.object({
    message: z.string(),
    status: z.string().regex(/^[A-Z_]+$/),
    details: z
      .array(z.looseObject({ reason: z.unknown().optional(), retryDelay: z.unknown().optional() }))
      .optional()
      .catch(undefined),
  }),
})

/** A wait beyond a day is no wait for load. */
const longestWaitSeconds = 24 * 60 * 60

export interface GoogleError {
  readonly status: number
  /** Google's word for the kind, such as `FAILED_PRECONDITION`; absent, like `said`, when the body is not Google's. */
  readonly type?: string
  readonly said?: string
  /** The reasons of ErrorInfo, such as `API_KEY_INVALID`. */
  readonly reasons: readonly string[]
  readonly retryAfterMs?: number
}

/** Reads an error answer, or an error in a stream, from what Google's SDK threw; undefined when it is none. */
export function readGoogleError(error: unknown): GoogleError | undefined {
  const thrown = apiErrorSchema.safeParse(error)
  if (!thrown.success) return undefined
  const { status, message } = thrown.data
  const body = bodySchema.safeParse(parseBody(message))
  if (!body.success) return { status, reasons: [] }
  const { status: type, message: said, details = [] } = body.data.error
  const reasons = details.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : []))
  return { status, type, said, reasons, ...retryAfter(details.map(({ retryDelay }) => retryDelay)) }
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
  const seconds = delays
    .map((delay) => (typeof delay === 'string' ? Number(/^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1]) : Number.NaN))
    .find((value) => value <= longestWaitSeconds)
  return seconds === undefined ? {} : { retryAfterMs: Math.ceil(seconds * 1000) }
}
