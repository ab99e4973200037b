import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { judgeStatus, streamCut, timedOut } from './judge-status.ts'
import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import type { ApiFailure, CallContext, Verdict, VendorProfile } from './vendor-profile.ts'

const deepestCause = 5

/** Turns what an SDK or the network threw into an error that says what to do. The key never gets into its message or cause. */
export function toVendorError(error: unknown, context: CallContext, vendor: VendorProfile): RephloError {
  if (error instanceof RephloError) return error
  return fromVerdict(judge(error, context, vendor), context, error)
}

/** A failure that the vendor told inside an answer, as an error that says what to do. */
export function fromFailure(failure: ApiFailure, context: CallContext, vendor: VendorProfile): RephloError {
  return fromVerdict(judgeFailure(failure, context, vendor), context)
}

/** A verdict as an error, with the key taken out of its message and of the technical cause. */
export function fromVerdict(
  verdict: Verdict,
  { apiKey }: Pick<CallContext, 'apiKey'>,
  cause?: unknown,
): RephloError {
  const { retryable, retryAfterMs } = verdict
  return new RephloError(verdict.code, redactSecrets(verdict.message, apiKey), {
    retryable,
    retryAfterMs,
    cause: safeCause(cause, apiKey),
  })
}

function judge(error: unknown, context: CallContext, vendor: VendorProfile): Verdict {
  if (isTimeout(error)) return timedOut(context)
  const failure = vendor.describe(error)
  if (failure !== undefined) return judgeFailure(failure, context, vendor)
  if (error instanceof SyntaxError) return unreadable(context)
  if (context.hasBegun) return streamCut(vendor)
  if (causesOf(error).some(({ message }) => /redirect/i.test(message))) return redirected(context)
  return unreachable(error, context, vendor)
}

/**
 * A run that is stopped ends as `cancelled` before it gets here; another abort is a caller's time limit. SDKs tell it by the
 * name of the error or of its class, and, where a bundler shortened those, by their fixed words.
 */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isNamed = [error.name, error.constructor.name].some((kind) =>
    /^(?:APIConnectionTimeoutError|APIUserAbortError|TimeoutError|AbortError)$/.test(kind),
  )
  return isNamed || /^Request (?:timed out|was aborted)\.$/.test(error.message)
}

function judgeFailure(failure: ApiFailure, context: CallContext, vendor: VendorProfile): Verdict {
  return vendor.judge?.(failure, context) ?? judgeStatus(failure, context, vendor)
}

function unreadable({ host }: CallContext): Verdict {
  return {
    code: 'provider_error',
    message: `${host} sent an answer that cannot be read. Try again; if it stays, check the address in Settings.`,
    retryable: true,
  }
}

/** The address sends its callers elsewhere; following would hand the key and the texts to a host that nobody chose. */
function redirected({ host }: CallContext): Verdict {
  return {
    code: 'provider_error',
    message: `${host} redirects to another address, and Rephlo does not follow, so that your key stays where you meant it. Check the address in Settings, or sign in to your network if it asks you to.`,
    retryable: false,
  }
}

function unreachable(error: unknown, context: CallContext, { unreachableHint }: VendorProfile): Verdict {
  const code = networkCode(error)
  if (/TIMEDOUT|TIMED_OUT|Timeout/i.test(code)) return timedOut(context)
  const advice = unreachableHint ?? 'Check your connection and try again.'
  return {
    code: 'network',
    message: `${context.host} cannot be reached${code === '' ? '' : ` (${code})`}. ${advice}`,
    retryable: true,
  }
}

/** The first system code down the chain of causes, such as ENOTFOUND, or Chromium's net::ERR_… name. */
export function networkCode(error: unknown): string {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    const chromium = /net::(ERR_\w+)/.exec(cause.message)?.[1]
    if (chromium !== undefined) return chromium
  }
  return ''
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = []
  for (let cause = error; cause instanceof Error && causes.length < deepestCause; cause = cause.cause)
    causes.push(cause)
  return causes
}

function safeCause(error: unknown, apiKey: string | undefined): unknown {
  if (!(error instanceof Error)) return undefined
  const isClean = causesOf(error).every(({ message }) => redactSecrets(message, apiKey) === message)
  return isClean ? error : new Error(redactSecrets(error.message, apiKey))
}
