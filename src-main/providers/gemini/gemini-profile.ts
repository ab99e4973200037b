import { z } from 'zod'
import { invalidKey, vendorWords } from '../http/judge-status.ts'
import type { ApiFailure, Verdict, VendorProfile } from '../http/vendor-profile.ts'

/** What the SDK throws for an error answer, and for an error in a stream. Its message holds the body as JSON. */
const apiErrorSchema = z.object({ name: z.literal('ApiError'), status: z.number(), message: z.string() })

/** Google's error body. Source: google.rpc.Status with ErrorInfo and RetryInfo as details. */
const bodySchema = z.object({
  error: z.object({
    message: z.string(),
    status: z.string().regex(/^[A-Z_]+$/),
    details: z.array(z.looseObject({ '@type': z.string().optional(), reason: z.unknown().optional(), retryDelay: z.unknown().optional() })).optional().catch(undefined),
  }),
})

/** A wait beyond a day is no wait for load. */
const longestWaitSeconds = 24 * 60 * 60

/** How Gemini's errors are read. `readsExplicitCache` says whether the request named an explicit cache. */
export function geminiProfile({ readsExplicitCache = false }: { readsExplicitCache?: boolean } = {}): VendorProfile {
  const vendor: VendorProfile = {
    name: 'Gemini',
    describe,
    judge: (failure) => {
      if (isInvalidKey(failure)) return invalidKey(vendor)
      if (readsExplicitCache && isCacheGone(failure)) return cacheGone
      if (failure.status === 400 && failure.type === 'FAILED_PRECONDITION') return notOffered(failure)
      return undefined
    },
  }
  return vendor
}

/** Told with `not_found`, so that the run's caller forgets the cache and sends the whole prefix: that attempt can succeed. */
const cacheGone: Verdict = { code: 'not_found', message: 'Gemini no longer has the cache of this Space. Try again: the whole Space is then sent.', retryable: true }

/** Whether the answer to a request that names an explicit cache says that it is gone: deleted, expired, or never this key's. */
export function isCacheGone({ status, said }: ApiFailure): boolean {
  if (said === undefined) return false
  // Google's plain “Requested entity was not found” leaves open which one; the model would be named.
  if (status === 404) return !/\bmodels?\b/i.test(said)
  return (status === 400 || status === 403) && /cached? ?contents?\b/i.test(said) && /not found|not exist|expired|permission/i.test(said)
}

function isInvalidKey({ status, code, said = '' }: ApiFailure): boolean {
  return code === 'API_KEY_INVALID' || (status === 400 && /api key (?:not valid|not found|expired)/i.test(said))
}

/** Gemini is not offered where the person is, or not without billing. */
function notOffered(failure: ApiFailure): Verdict {
  return { code: 'permission_denied', message: `Gemini cannot be used with this key as things are. Gemini says: ${vendorWords(failure)} Check the billing of the key's project, or use another provider.`, retryable: false }
}

/** Reads the error answer; a body that is not Google's leaves `said` out. */
export function describe(error: unknown): ApiFailure | undefined {
  const thrown = apiErrorSchema.safeParse(error)
  if (!thrown.success) return undefined
  const { status, message } = thrown.data
  const body = bodySchema.safeParse(parseBody(message))
  if (!body.success) return { status }
  const { error: said } = body.data
  const details = said.details ?? []
  const reason = details.map((detail) => detail.reason).find((value) => typeof value === 'string')
  return { status, type: said.status, said: said.message, ...(reason === undefined ? {} : { code: reason }), ...retryAfter(details.map(({ retryDelay }) => retryDelay)) }
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
