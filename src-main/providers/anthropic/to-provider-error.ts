import { z } from 'zod'
import { RephloError, type ErrorCode } from '../../../src-shared/rephlo-error.ts'
import { redactSecrets } from './redact-secrets.ts'

/** What the conversion needs to know about the call: for the message, and to keep the key out of it. */
export interface CallContext {
  readonly model: string | undefined
  /** Host and port that was called. */
  readonly host: string
  readonly apiKey: string | undefined
  /** Whether the response had begun: a failure after that is a cut stream. */
  readonly hasBegun: boolean
}

/** The parts of the SDK's APIError that are used; SSE `error` events have a type but no status. */
const apiErrorSchema = z.object({
  status: z.number().optional(),
  type: z.string().nullish(),
  apiMessage: z.string().nullish(),
  message: z.string(),
  // Not z.instanceof: naming Headers at load would load Node's whole HTTP stack at start.
  headers: z.custom<Headers>((value) => value instanceof Headers).optional(),
})
type ApiError = z.infer<typeof apiErrorSchema>

interface Verdict {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
}

const maximumVendorMessage = 300

/** Turns what the SDK or the network threw into an error that says what to do. The key never gets into its message or cause. */
export function toProviderError(error: unknown, context: CallContext): RephloError {
  if (error instanceof RephloError) return error
  const verdict = judge(error, context)
  return new RephloError(verdict.code, redactSecrets(verdict.message, context.apiKey), { retryable: verdict.retryable, cause: safeCause(error, context) })
}

function judge(error: unknown, context: CallContext): Verdict {
  const name = error instanceof Error ? error.name : ''
  // A run that is stopped ends as `cancelled` before it gets here; another abort is a caller's time limit.
  if (name === 'APIConnectionTimeoutError' || name === 'APIUserAbortError') return timedOut(context)
  const parsed = apiErrorSchema.safeParse(error)
  if (parsed.success && parsed.data.status !== undefined) return judgeStatus(parsed.data.status, parsed.data, context)
  if (parsed.success && typeof parsed.data.type === 'string') return judgeType(parsed.data.type, parsed.data, context)
  if (error instanceof SyntaxError) return unreadable(context)
  if (context.hasBegun) return streamCut()
  if (isRedirect(error)) return redirected(context)
  return unreachable(error, context)
}

/** Anthropic's error types stand for statuses; in a stream, only the type is sent. Source: Anthropic's errors page. */
function judgeType(type: string, error: ApiError, context: CallContext): Verdict {
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
  return judgeStatus(statuses[type] ?? 500, error, context)
}

function judgeStatus(status: number, error: ApiError, context: CallContext): Verdict {
  const said = vendorMessage(error)
  switch (status) {
    case 400:
    case 422:
      return refused(said)
    case 401:
      return { code: 'invalid_key', message: 'Anthropic did not accept the key. Check it in Settings → Keys, or enter a new one.', retryable: false }
    case 402:
    case 403:
      return { code: 'permission_denied', message: `This key may not do that. Anthropic says: ${said} Check the key's workspace and billing, or use another key in Settings → Keys.`, retryable: false }
    case 404:
      return notFound(error, context)
    case 408:
    case 504:
      return timedOut(context)
    case 413:
      return tooLarge(said)
    case 429:
      return rateLimited(error)
    case 503:
    case 529:
      return { code: 'overloaded', message: 'Anthropic is overloaded at the moment. Wait a little and try again.', retryable: true }
    default:
      return { code: 'provider_error', message: `Anthropic answered with an error (${status}): ${said} Try again; if it stays, look at Anthropic's status page.`, retryable: status >= 500 }
  }
}

function refused(said: string): Verdict {
  if (/prompt is too long|too many tokens|context (?:window|limit)|exceeds? the maximum/i.test(said)) return tooLarge(said)
  return { code: 'bad_input', message: `Anthropic refused the request: ${said}`, retryable: false }
}

function tooLarge(said: string): Verdict {
  return { code: 'too_large', message: `The text and the Space are too large for this model. Anthropic says: ${said} Select less text, use a smaller Space, or choose a model with more room in Settings.`, retryable: false }
}

function notFound(error: ApiError, { model, host }: CallContext): Verdict {
  // An answer without Anthropic's error shape comes from another server, so the address is wrong rather than the model.
  if (model === undefined || error.type !== 'not_found_error') return notAnthropic(host)
  return { code: 'model_not_found', message: `Anthropic does not know the model “${model}”, or this key may not use it. Choose another model in Settings.`, retryable: false }
}

function rateLimited({ headers }: ApiError): Verdict {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN)
  const wait = Number.isFinite(seconds) && seconds > 0 ? `Wait ${Math.ceil(seconds)} seconds` : 'Wait a little'
  return { code: 'rate_limited', message: `Anthropic's rate limit for this key is reached. ${wait} and try again.`, retryable: true }
}

function timedOut({ host }: CallContext): Verdict {
  return { code: 'timeout', message: `${host} did not answer in time. Check your connection and try again.`, retryable: true }
}

/** The terminal error of a stream that ended or broke before its last event. */
export function streamCut(): Verdict {
  return { code: 'stream_interrupted', message: 'The connection to Anthropic was cut before the answer was complete. Try again.', retryable: true }
}

function unreadable({ host }: CallContext): Verdict {
  return { code: 'provider_error', message: `${host} sent an answer that cannot be read. Try again; if it stays, check the address in Settings.`, retryable: true }
}

/** A server that answers, but not as Anthropic does: a wrong address, a proxy, or a login page of a network. */
export function notAnthropic(host: string): Verdict {
  return { code: 'provider_error', message: `${host} does not answer as Anthropic's API does. Check the address in Settings, or sign in to your network if it asks you to.`, retryable: false }
}

function unreachable(error: unknown, context: CallContext): Verdict {
  const code = networkCode(error)
  if (/TIMEDOUT|TIMED_OUT|Timeout/i.test(code)) return timedOut(context)
  return { code: 'network', message: `${context.host} cannot be reached${code === '' ? '' : ` (${code})`}. Check your connection and try again.`, retryable: true }
}

/** The address sends its callers elsewhere; following would hand the key and the texts to a host that nobody chose. */
function redirected({ host }: CallContext): Verdict {
  return { code: 'provider_error', message: `${host} redirects to another address, and Rephlo does not follow, so that your key stays where you meant it. Check the address in Settings, or sign in to your network if it asks you to.`, retryable: false }
}

/** Node says it in a cause ("unexpected redirect"), Chromium in its message ("redirect policy was 'error'" or net::ERR_…REDIRECT…). */
function isRedirect(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (/redirect/i.test(cause.message)) return true
  }
  return false
}

/** The first system code down the chain of causes, such as ENOTFOUND, or Chromium's net::ERR_… name. */
function networkCode(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    const chromium = /net::(ERR_\w+)/.exec(cause.message)?.[1]
    if (chromium !== undefined) return chromium
  }
  return ''
}

function vendorMessage({ apiMessage, message }: ApiError): string {
  // Without Anthropic's error shape it is some other server's page, which explains nothing to a person.
  const said = apiMessage ?? (/[<{]/.test(message) ? 'no reason was given' : message)
  const plain = said.replace(/\s+/g, ' ').trim()
  const short = plain.length > maximumVendorMessage ? `${plain.slice(0, maximumVendorMessage)}…` : plain
  return /[.!?…]$/.test(short) ? short : `${short}.`
}

function safeCause(error: unknown, { apiKey }: CallContext): unknown {
  if (!(error instanceof Error)) return undefined
  const message = redactSecrets(error.message, apiKey)
  return message === error.message ? error : new Error(message)
}
