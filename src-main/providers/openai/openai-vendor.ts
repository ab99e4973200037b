import { z } from 'zod'
import {
  invalidKey,
  judgeStatus,
  modelGone,
  rateLimited,
  tooLarge,
  vendorWords,
} from '../http/judge-status.ts'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import type { ApiFailure, CallContext, Verdict, VendorProfile } from '../http/vendor-profile.ts'

const text = z.string().min(1).optional().catch(undefined)

/** The body's `error`, which other servers than OpenAI fill with a text, or with numbers for codes. */
const errorBody = z.object({ message: text, type: text, code: z.coerce.string().optional().catch(undefined) })

/** The parts of the SDK's APIError that are used; errors inside a stream have a body but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  error: z.unknown().optional(),
  // Not z.instanceof: naming Headers at load would load Node's whole HTTP stack at start.
  headers: z
    .custom<Headers>((value) => value instanceof Headers)
    .optional()
    .catch(undefined),
})

/** Statuses that OpenAI's own codes and types stand for, where an event in a stream has no status. */
const statuses: Readonly<Record<string, number>> = {
  authentication_error: 401,
  bio_policy: 400,
  context_length_exceeded: 400,
  insufficient_quota: 429,
  invalid_api_key: 401,
  invalid_prompt: 400,
  invalid_request_error: 400,
  misalignment_policy_violation: 400,
  model_not_found: 404,
  overloaded_error: 503,
  permission_error: 403,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  rate_limit_reached: 429,
  server_overloaded: 503,
}

/** How OpenAI, and what imitates it, reports errors. Source: SDK class `APIError`, OpenAI's guide to error codes. */
export function openAiVendor(
  name: string,
  more: Pick<VendorProfile, 'unreachableHint'> & { addressHint?: string } = {},
): VendorProfile {
  const vendor: VendorProfile = {
    name,
    ...(more.unreachableHint === undefined ? {} : { unreachableHint: more.unreachableHint }),
    describe: describeOpenAiError,
    judge: (failure, context) => judgeOpenAi(failure, context, vendor, more.addressHint),
  }
  return vendor
}

/** Reads an error answer from what the SDK threw; undefined for a broken connection. */
export function describeOpenAiError(error: unknown): ApiFailure | undefined {
  const parsed = error instanceof Error ? apiErrorSchema.safeParse(error) : undefined
  if (parsed?.success !== true) return undefined
  const { status, headers } = parsed.data
  if (status === undefined && (parsed.data.error === undefined || parsed.data.error === null))
    return undefined
  return { ...toFailure(parsed.data.error, status), retryAfterMs: readRetryAfter(headers) }
}

/** A failure from the body of an error, as an answer, an event or a failed response carries it. */
export function toFailure(body: unknown, status?: number): ApiFailure {
  if (typeof body === 'string') return { status: status ?? 500, said: body }
  const parsed = errorBody.safeParse(body)
  if (!parsed.success) return { status: status ?? 500 }
  const { message, type, code } = parsed.data
  return { status: status ?? statusOf(code, type), said: message, type, code }
}

function statusOf(code: string | undefined, type: string | undefined): number {
  const number = Number(code)
  if (Number.isInteger(number) && number >= 400 && number < 600) return number
  return statuses[code ?? ''] ?? statuses[type ?? ''] ?? 500
}

/** What OpenAI says more exactly than by its status. */
function judgeOpenAi(
  failure: ApiFailure,
  context: CallContext,
  vendor: VendorProfile,
  addressHint: string | undefined,
): Verdict | undefined {
  const { code, type, said = '', status } = failure
  if (code === 'insufficient_quota' || type === 'insufficient_quota') return outOfCredit(vendor)
  if (code === 'context_length_exceeded' || code === 'string_above_max_length')
    return tooLarge(vendorWords(failure), vendor)
  // A single request above the limit of tokens a minute never gets through, however long one waits.
  if (status === 429)
    return /request too large/i.test(said)
      ? tooLarge(vendorWords(failure), vendor)
      : rateLimited(failure, vendor)
  if (code === 'invalid_api_key') return invalidKey(vendor)
  if (context.model !== undefined && isAboutModel(failure)) return modelGone(context.model, vendor, said)
  if (status === 404 && failure.said === undefined && addressHint !== undefined) {
    const { message, ...verdict } = judgeStatus(failure, context, vendor)
    return { ...verdict, message: `${message} ${addressHint}` }
  }
  return undefined
}

function isAboutModel({ code, said = '', status }: ApiFailure): boolean {
  if (code !== undefined && /^model_(?:not_found|not_available|deprecated|retired)$/.test(code)) return true
  const isRefusal = status === 400 || status === 404 || status === 410
  return (
    isRefusal &&
    /\bmodels?\b.*\b(?:deprecated|retired|decommissioned|discontinued|shut ?down|no longer (?:available|supported)|not found|does not exist)\b|not a valid model/i.test(
      said,
    )
  )
}

function outOfCredit({ name }: VendorProfile): Verdict {
  return {
    code: 'permission_denied',
    message: `The credit of this key at ${name} is used up. Add credit or raise the limit in your ${name} account, or use another key in Settings → Providers and keys.`,
    retryable: false,
  }
}
