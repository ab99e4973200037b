import { classifyAnswer } from '../classify-answer.ts'
import { classifyConnection } from '../classify-connection.ts'
import { reportBody } from '../error-report.ts'
import { readSdkError } from '../read-sdk-error.ts'
import type { FailureContext, VendorFailure } from '../vendor-failure.ts'

/**
 * Understands what OpenAI's SDK threw, at OpenAI and at what imitates it. Sources: SDK class `APIError`,
 * its list of errors.
 */
export function classifyOpenAi(error: unknown, context: FailureContext): VendorFailure {
  const report = readSdkError(error)
  return report === undefined ? classifyConnection(error, context) : classifyAnswer(report, context)
}

/**
 * Understands the body of an error that came as an event, in a failed response or in an answer of a good
 * status.
 */
export function classifyOpenAiBody(body: unknown, context: FailureContext, status?: number): VendorFailure {
  return classifyAnswer(reportBody(body, status), context)
}
