import { classifyAnswer } from '../classify-answer.ts'
import { classifyConnection } from '../classify-connection.ts'
import type { ErrorReport } from '../error-report.ts'
import type { FailureContext, VendorFailure } from '../vendor-failure.ts'
import { readGoogleError } from './read-google-error.ts'

/**
 * Understands what Google's SDK threw. Sources: google.rpc.Status with ErrorInfo and RetryInfo, Gemini's
 * troubleshooting page.
 */
export function classifyGemini(error: unknown, context: FailureContext): VendorFailure {
  const report = readGoogleError(error)
  if (report === undefined) return classifyConnection(error, context)
  const failure = classifyAnswer(report, context)
  if (isCacheGone(report, context)) return { ...failure, kind: 'cache_gone' }
  // Gemini is not offered where the person is, or not without billing.
  const isOpen = failure.kind === 'request_refused' || failure.kind === 'field_refused'
  if (isOpen && report.type === 'FAILED_PRECONDITION') return { ...failure, kind: 'not_offered' }
  return failure
}

/** A cache that was deleted, has expired, or never was this key's. */
function isCacheGone(
  { status = 0, said = '' }: ErrorReport,
  { readsExplicitCache }: FailureContext,
): boolean {
  // Google's plain “Requested entity was not found” leaves open which one; the model would be named.
  if (readsExplicitCache === true && status === 404 && said !== '') return !/\bmodels?\b/i.test(said)
  return (
    readsExplicitCache !== false &&
    [400, 403, 404].includes(status) &&
    /cached? ?contents?\b/i.test(said) &&
    /not found|not exist|expired|permission/i.test(said)
  )
}
